/** The clouds themselves: whose backend holds which stack. */
import { afterEach, expect, test, vi } from "vitest";
import { checkout } from "../../../ops/paths";
import { CloudTarget } from "../../../ops/target/cloud";
import { loadTopology } from "../../../src/topology/load";

const target = new CloudTarget(loadTopology(checkout), checkout, "pulumi");

afterEach(() => vi.unstubAllEnvs());

test("a region uses the user's own backend and the stack files themselves", () => {
  expect(target.place("us-east")).toEqual({ directory: checkout, environment: {} });
});

test("China without a backend of its own is refused, saying what to set", () => {
  vi.stubEnv("MERIDIAN_CHINA_BACKEND_URL", undefined);
  expect(() => target.place("china")).toThrow(/MERIDIAN_CHINA_BACKEND_URL/);
});

test("China in the backend of the others is refused", () => {
  vi.stubEnv("PULUMI_BACKEND_URL", "s3://states");
  vi.stubEnv("MERIDIAN_CHINA_BACKEND_URL", "s3://states");
  expect(() => target.place("china")).toThrow(/MERIDIAN_CHINA_BACKEND_URL/);
});

test("China in its own backend", () => {
  const backend = "s3://states-cn?endpoint=oss-cn-hangzhou.aliyuncs.com";
  vi.stubEnv("MERIDIAN_CHINA_BACKEND_URL", backend);
  expect(target.place("china").environment).toEqual({ PULUMI_BACKEND_URL: backend });
});
