/** Writes schema/*.schema.json in the current directory; `npm run schema` runs it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemaFiles } from "./json-schema";

mkdirSync("schema", { recursive: true });
for (const [file, content] of Object.entries(schemaFiles())) writeFileSync(join("schema", file), content);
