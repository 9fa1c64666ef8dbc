import { describe, expect, it } from "vitest";
import { parseHandshakes, parsePing, parseSessions, routeDevice, routeVia } from "../../lab/read";

describe("birdc show protocols", () => {
  const text = `BIRD 2.0.12 ready.
Name       Proto      Table      State  Since         Info
device1    Device     ---        up     00:37:53.023  
own        Static     master4    up     00:37:53.023  
us_east_2  BGP        ---        up     00:37:57.586  Established   
eu_west_1  BGP        ---        start  2026-11-21    Connect       Socket: Connection refused
apac_1     BGP        ---        up     2026-11-21 10:00:01  Established
apac_2     BGP        ---        start  00:37:53.023  Active        BFD session down
off        BGP        ---        down   00:37:53.023  
`;

  it("is read into BGP's sessions and their states", () => {
    expect(parseSessions(text)).toEqual([
      { name: "us_east_2", state: "Established" },
      { name: "eu_west_1", state: "Connect" },
      { name: "apac_1", state: "Established" },
      { name: "apac_2", state: "Active" },
      { name: "off", state: "" },
    ]);
  });

  it("of a BIRD that does not answer has none", () => {
    expect(
      parseSessions("Unable to connect to server control socket (/run/bird/bird.ctl): No such file or directory"),
    ).toEqual([]);
  });
});

describe("wg show all latest-handshakes", () => {
  it("is read tunnel by tunnel, the latest of a peer's keys", () => {
    expect(parseHandshakes("wg2-1\tA=\t0\nwg2-1\tB=\t1795307873\nwg3-1\tC=\t0")).toEqual([
      { interface: "wg2-1", at: 1795307873 },
      { interface: "wg3-1", at: 0 },
    ]);
    expect(parseHandshakes("")).toEqual([]);
  });
});

describe("ping", () => {
  it("is read as its shortest round trip, or as nothing", () => {
    expect(parsePing("3 packets transmitted\nrtt min/avg/max/mdev = 80.9/81.4/82.0/0.4 ms")).toBe(80.9);
    expect(parsePing("rtt min/avg/max/mdev = 80.9/81.4/82.0/0.4 ms, pipe 2")).toBe(80.9);
    expect(parsePing("1 packets transmitted, 0 received, 100% packet loss, time 0ms")).toBeUndefined();
  });
});

describe("ip route", () => {
  it("is read for its interface and its next hop", () => {
    expect(routeDevice("10.2.0.10 via 192.168.252.9 dev wg2-1 src 10.1.144.10 uid 0")).toBe("wg2-1");
    expect(routeVia("10.2.0.0/16 via 10.1.144.10 dev gw1")).toBe("10.1.144.10");
    expect(routeDevice("RTNETLINK answers: Network is unreachable")).toBeUndefined();
    expect(routeVia("10.2.0.0/16 dev gw1 scope link")).toBeUndefined();
  });
});
