/** No endpoint, ARN or host name across the border. */
import type { Rule } from "../rule";
import type { World } from "../stack";
import { none } from "../verdict";

/** What belongs to the clouds outside China; `amazonaws.com.cn` too, since China's stack is Alibaba Cloud's alone. */
const outsideChina = [
  /arn:aws[a-z-]*:/,
  /\bamazonaws\.com\b/,
  /\bcloudfront\.net\b/,
  /\bgoogleapis\.com\b/,
  /\b(?:gcr\.io|pkg\.dev|run\.app|gserviceaccount\.com|svc\.id\.goog)\b/,
  /(?<![a-z0-9-])projects\/[a-z][a-z0-9-]{4,28}[a-z0-9]\//,
  /\b(?:cloudflare\.com|workers\.dev|cloudflarestorage\.com|cfargotunnel\.com)\b/,
];

/** What belongs to mainland China. Its Alibaba Cloud locations are mainland-location's business. */
const mainland = [/\bamazonaws\.com\.cn\b/, /arn:aws-cn:/];

/**
 * Alibaba's own names, in a stack that is not on Alibaba Cloud and shares no declared edge with a region there. Where it
 * does, mainland-location still refuses what lies in China.
 */
const alibaba = [/\baliyuncs\.com\b/, /(?<![a-z0-9])acs:[a-z0-9*-]*:/];

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function patterns({ self, foreignZones, partners }: World): readonly RegExp[] {
  const zones = foreignZones.map((zone) => new RegExp(`(?<![a-z0-9-])${escaped(zone)}(?![a-z0-9-])`));
  if (self.isolated) return [...outsideChina, ...zones];
  const speaksToAlibaba = [self, ...partners].some((stack) => stack.kind === "region" && stack.cloud === "alicloud");
  return [...mainland, ...(speaksToAlibaba ? [] : alibaba), ...zones];
}

const cache = new WeakMap<World, readonly RegExp[]>();

export const foreignEndpoint: Rule = {
  name: "foreign-endpoint",
  description: "No endpoint, ARN, project path or host name from across China's border, in either direction.",
  controls: ["CCC.Core.CN05", "CCC.Core.CN10", "CSL", "PIPL ch. III"],
  judge({ world, texts }) {
    const forbidden = cache.get(world) ?? patterns(world);
    cache.set(world, forbidden);
    return none(
      texts().flatMap(({ path, value }) =>
        forbidden.flatMap((pattern) => {
          const found = pattern.exec(value)?.[0];
          return found ? `${path} has ${found}, which lies across the border of ${world.self.name}` : [];
        }),
      ),
    );
  },
};
