import { describe, expect, it } from "vitest";
import { packageList } from "../../lab/packages";
import { type GatewayStatus, gatewayProblems, regionProblems } from "../../lab/status";

const well: GatewayStatus = {
  name: "mesh-us-east-1",
  region: "us-east",
  running: true,
  active: true,
  sessions: [{ name: "eu_west_1", state: "Established" }],
  tunnels: [{ interface: "wg2-1", to: "mesh-eu-west-1", handshakeAge: 100 }],
};
const spare: GatewayStatus = { ...well, name: "mesh-us-east-2", active: false };

describe("a gateway's problems", () => {
  it("are none when all is well", () => {
    expect(gatewayProblems(well)).toEqual([]);
  });

  it.each([
    [{ running: false }, "mesh-us-east-1 does not run"],
    [{ sessions: [] }, "mesh-us-east-1: BIRD has 0 of 1 sessions"],
    [{ sessions: [{ name: "eu_west_1", state: "Active" }] }, "mesh-us-east-1: the session eu_west_1 is Active"],
    [{ sessions: [{ name: "eu_west_1", state: "" }] }, "mesh-us-east-1: the session eu_west_1 is down"],
    [
      { tunnels: [{ interface: "wg2-1", to: "mesh-eu-west-1", handshakeAge: undefined }] },
      "mesh-us-east-1: no handshake with mesh-eu-west-1 in 180 s",
    ],
    [
      { tunnels: [{ interface: "wg2-1", to: "mesh-eu-west-1", handshakeAge: 181 }] },
      "mesh-us-east-1: no handshake with mesh-eu-west-1 in 180 s",
    ],
  ])("are told in words: %o", (change, problem) => {
    expect(gatewayProblems({ ...well, ...change })).toEqual([problem]);
  });
});

describe("a region's problems", () => {
  it("are none when its routes lead to its one active gateway", () => {
    expect(regionProblems({ name: "us-east", carrier: "mesh-us-east-1" }, [well, spare])).toEqual([]);
  });

  it("are told in words", () => {
    const region = { name: "us-east", carrier: "mesh-us-east-1" };
    expect(regionProblems(region, [spare])).toEqual(["us-east: no gateway is active"]);
    expect(regionProblems(region, [well, { ...spare, active: true }])).toEqual([
      "us-east: mesh-us-east-1, mesh-us-east-2 are active",
    ]);
    expect(regionProblems({ ...region, carrier: "mesh-us-east-2" }, [well, spare])).toEqual([
      "us-east: the VPC's routes lead to mesh-us-east-2, and mesh-us-east-1 is active",
    ]);
    expect(regionProblems({ ...region, carrier: undefined }, [well, spare])).toEqual([
      "us-east: the VPC's routes lead to no gateway, and mesh-us-east-1 is active",
    ]);
  });
});

describe("missing packages", () => {
  it("are named once each, with what they are for", () => {
    expect(
      packageList([
        { command: "ip", package: "iproute2", purpose: "networks" },
        { command: "tc", package: "iproute2", purpose: "networks" },
        { command: "bird", package: "bird2", purpose: "routing" },
      ]),
    ).toBe("iproute2 (networks), bird2 (routing)");
  });
});
