import { serve } from "../packs";

export const start = (startedIn: string): void => serve("world", startedIn);
