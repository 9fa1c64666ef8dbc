import { serve } from "../packs";

export const start = (startedIn: string): void => serve("china", startedIn);
