/** The mesh's part of the stack files: the gateways' public keys and the path they stand on (spec section 4). */
import * as z from "zod";

const percent = z.number().min(1).max(100);
const preference = z.int().min(1).max(1000);

/** A Curve25519 key in base64: 32 bytes are 43 characters and one `=`; the last character carries four bits. */
const publicKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, "a WireGuard public key: 32 bytes in base64, 44 characters");

export const meshKeySchema = z
  .strictObject({
    publicKey: publicKey.describe("Public half, base64. The private half is a secret of the stack."),
    since: z.iso
      .date('a day of the calendar, in quotes: "2026-11-21"')
      .describe('Day on which it was made, in quotes: `"2026-11-21"`.'),
  })
  .describe("A gateway's key.");

export const meshGatewaySchema = meshKeySchema
  .extend({
    next: meshKeySchema.optional().describe("Key that the gateway will take next; peers let it in already."),
    previous: meshKeySchema.optional().describe("Key that the gateway has left; peers still let it in."),
  })
  .describe("A gateway of the region: the key it speaks with, and during a rotation the other one that peers know.");

export const regionMeshSchema = z
  .strictObject({
    gateways: z
      .array(meshGatewaySchema)
      .max(3)
      .default([])
      .describe(
        "Keys of the region's gateways in their order, written by `meridian mesh keys`; as many as mesh.gatewaysPerRegion. Without them the region has no mesh.",
      ),
    underlayMtu: z
      .int()
      .min(576)
      .max(9216)
      .optional()
      .describe("MTU of the gateways' path to the internet, bytes. Without it the cloud's own: src/facts/underlay.ts."),
  })
  .prefault({})
  .describe("The region in the WireGuard mesh. An isolated region has none.");

export const linkSchema = z
  .strictObject({
    between: z.tuple([z.string(), z.string()]).describe("The two regions."),
    latencyMs: z.number().positive().describe("Round trip, milliseconds."),
    bandwidthGbps: z.number().positive().describe("Gbit/s."),
  })
  .describe("A path between two regions of the mesh.");

export const meshSchema = z
  .strictObject({
    port: z.int().min(1).max(65535).default(51820).describe("UDP port of WireGuard."),
    asn: z.int().min(64512).max(65534).default(65000).describe("Autonomous system of the mesh."),
    keepaliveSeconds: z.int().min(1).max(65535).default(25).describe("WireGuard's persistent keepalive."),
    keyRotationDays: z.int().min(1).max(3653).default(90).describe("Oldest that a key may become."),
    gatewaysPerRegion: z.int().min(2).max(3).default(2).describe("Gateways in a region, each in its own zone."),
    preferences: z
      .strictObject({
        direct: preference.default(100).describe("A tunnel to a gateway of the region itself."),
        transit: preference.default(50).describe("A tunnel to a third region's gateway, which passes it on."),
        internet: preference.default(10).describe("No tunnel: callers are refused and go to the region's public name."),
      })
      .prefault({})
      .describe("BGP preference of each way to a region; the highest that stands is taken."),
    shares: z
      .strictObject({
        critical: percent.default(40).describe("Coordination and failover."),
        dataSync: percent.default(30).describe("Replication and backup."),
        standard: percent.default(20).describe("Everything else."),
      })
      .prefault({})
      .describe("What each class of traffic is sure of, per cent of the path; what is free anybody may use."),
    links: z.array(linkSchema).default([]).describe("What is known of the paths; the same both ways."),
  })
  .describe("The WireGuard mesh of all regions that are not isolated (spec section 4).");

export type MeshLink = z.infer<typeof linkSchema>;
export type MeshKey = z.infer<typeof meshKeySchema>;
export type MeshGatewayKeys = z.infer<typeof meshGatewaySchema>;
