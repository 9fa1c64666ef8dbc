/** The tiny cloud as a process of its own: `node BUNDLE DIRECTORY`. */
import { startSandbox } from "../../../sandbox/server/sandbox";
import { tiny } from "../core/cloud";

startSandbox({ directory: process.argv[2] ?? "", packages: [tiny], idle: 60_000 }).then(
  async ({ close, ended }) => {
    process.once("SIGTERM", () => void close());
    await ended;
    process.exit(0);
  },
  (error: unknown) => {
    console.error(String(error));
    process.exit(3);
  },
);
