import { expect, it } from "vitest";
import { interruption } from "./flow";

it("a flow's longest gap is the longest time between two answers", () => {
  const output = `PING 10.2.0.10 (10.2.0.10) 56(84) bytes of data.
[100.000000] 64 bytes from 10.2.0.10: icmp_seq=1 ttl=60 time=80.1 ms
[100.020000] 64 bytes from 10.2.0.10: icmp_seq=2 ttl=60 time=80.1 ms
[101.520000] 64 bytes from 10.2.0.10: icmp_seq=77 ttl=60 time=80.1 ms
From 10.1.144.10 icmp_seq=78 Destination Host Unreachable
[101.540000] 64 bytes from 10.2.0.10: icmp_seq=79 ttl=60 time=80.1 ms
`;
  expect(interruption(output)).toEqual({ longestGapSeconds: expect.closeTo(1.5), answers: 4 });
  expect(interruption("")).toEqual({ longestGapSeconds: 0, answers: 0 });
});
