/** EC2's instance types, and the images that fit them. */

/** Families whose sizes run from `large` to `48xlarge`, the small burstable ones, and Graviton's single-CPU size. */
const general = /^[cmr][5-8][aig]?[dn]{0,2}\.(large|xlarge|(2|4|8|12|16|24|32|48)xlarge)$/;
const burstable = /^t(3a?|4g)\.(micro|small|medium|large|xlarge|2xlarge)$/;
const single = /^[cmr][6-8]g[dn]{0,2}\.medium$/;
/** Network-optimised Graviton ends at 16xlarge, but in its eighth generation. */
const beyondGraviton = /^c[67]gn\.(24|32|48)xlarge$/;

export const instanceTypeExists = (name: string): boolean =>
  (general.test(name) || burstable.test(name) || single.test(name)) && !beyondGraviton.test(name);

export type Architecture = "arm64" | "x86_64";

/** Graviton's have a `g` after the generation. */
export const architectureOf = (instanceType: string): Architecture =>
  /^[a-z]+\d+g/.test(instanceType) ? "arm64" : "x86_64";

const ssm = "resolve:ssm:";
/** Parameters that Debian and AWS keep for everybody: the newest image of a release. */
const published: readonly (readonly [RegExp, Readonly<Record<string, Architecture>>])[] = [
  [
    /^\/aws\/service\/debian\/release\/(?:1[1-3]|bullseye|bookworm|trixie)\/latest\/(amd64|arm64)$/,
    { amd64: "x86_64", arm64: "arm64" },
  ],
  [
    /^\/aws\/service\/ami-amazon-linux-latest\/al2023-ami-(?:minimal-)?kernel-default-(x86_64|arm64)$/,
    { x86_64: "x86_64", arm64: "arm64" },
  ],
];

/** Of a parameter's image; undefined where nobody keeps that parameter. Of an image by its id nothing is known. */
export function imageArchitecture(imageId: string): Architecture | "unknown" | undefined {
  if (!imageId.startsWith(ssm)) return "unknown";
  for (const [pattern, architectures] of published) {
    const [, named] = pattern.exec(imageId.slice(ssm.length)) ?? [];
    if (named) return architectures[named];
  }
  return undefined;
}
