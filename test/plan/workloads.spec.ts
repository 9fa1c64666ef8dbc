import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { charts, clusterAutoscalerImage, imageReference, images } from "../../src/plan/images";
import { certificatePlan, priorities, workloadsPlan } from "../../src/plan/workloads";
import { fixtureRegion, fixtureShared } from "../fixtures/topology";
import { regionOn } from "../fixtures/workloads";

const shared = fixtureShared();

describe("pools of pods", () => {
  it("are as large as the region and the shared file say", () => {
    const { service, worker } = workloadsPlan(
      shared,
      fixtureRegion({ capacity: { minInstances: 10, maxInstances: 100 } }),
    );
    expect(service.scaling).toMatchObject({
      min: 10,
      max: 100,
      outPercent: 70,
      outCooldownSeconds: 300,
      inCooldownSeconds: 600,
    });
    expect(worker.scaling).toMatchObject({ min: 2, max: 5 });
    expect(priorities[service.priority]).toBeGreaterThan(priorities[worker.priority]);
  });

  it("shrink below the lower threshold, where the cluster's version can be told so", () => {
    const tolerance = (version: string) =>
      workloadsPlan(shared, fixtureRegion({ cluster: { version, operators: [] } })).service.scaling.inTolerance;
    expect(70 * (1 - Number(tolerance("1.35")))).toBeCloseTo(30);
    expect(tolerance("1.34")).toBeUndefined();
  });

  it("never shrink so far that they would grow again", () => {
    const percent = fc.integer({ min: 1, max: 99 });
    fc.assert(
      fc.property(percent, percent, fc.integer({ min: 1, max: 1000 }), (one, other, pods) => {
        fc.pre(one !== other);
        const [inPercent, outPercent] = [Math.min(one, other), Math.max(one, other)];
        const cluster = { ...shared.cluster, scaling: { ...shared.cluster.scaling, inPercent, outPercent } };
        const { inStepPercent } = workloadsPlan(fixtureShared({ cluster }), fixtureRegion()).service.scaling;
        const left = pods - Math.floor((pods * inStepPercent) / 100);
        expect((inPercent * pods) / left).toBeLessThanOrEqual(outPercent);
      }),
    );
  });

  it("fit their namespace's quota at their largest, with an update under way", () => {
    const { namespaces, service, worker } = workloadsPlan(shared, fixtureRegion());
    const pods = Math.ceil(service.scaling.max * 1.25) + Math.ceil(worker.scaling.max * 1.25);
    expect(namespaces.apps.quota).toEqual({ pods, cpuMillis: pods * 500, memoryMib: pods * 1024 });
  });
});

describe("the certificate", () => {
  it("comes from the shared CA, and an isolated region's from its own", () => {
    expect(certificatePlan(shared, fixtureRegion())).toEqual({
      directory: "https://acme-v02.api.letsencrypt.org/directory",
      email: "platform@meridian.example",
    });
    const acme = {
      directory: "https://acme.ca.example.cn/directory",
      email: "cn@meridian.cn",
      externalAccount: "kid-1",
    };
    expect(certificatePlan(shared, regionOn.alicloud({ ingress: { acme } }))).toEqual(acme);
    expect(() => certificatePlan(shared, regionOn.alicloud({ ingress: {} }))).toThrow(/names no CA of its own/);
  });

  it("is for the region's name in its own zone", () => {
    expect(workloadsPlan(shared, fixtureRegion()).host).toBe("api-eu.meridian.example");
    expect(workloadsPlan(shared, regionOn.alicloud()).host).toBe("api-cn.meridian.cn");
  });
});

describe("images and charts", () => {
  it("are pinned, and each release's chart and images are one version", () => {
    for (const image of Object.values(images)) expect(imageReference(image)).toMatch(/^[a-z0-9./-]+:[A-Za-z0-9._-]+$/);
    for (const { version } of Object.values(charts)) expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
    expect(images.envoyGateway.tag).toBe(charts.envoyGateway.version);
    expect(images.certManagerSolver.tag).toBe(charts.certManager.version);
    expect(images.kedaMetrics.tag).toBe(charts.keda.version);
  });

  it("of the autoscaler belong to the cluster's version, or the newest before it", () => {
    expect(clusterAutoscalerImage("1.33").tag).toMatch(/^v1\.33\./);
    expect(clusterAutoscalerImage("1.34").tag).toMatch(/^v1\.34\./);
    expect(clusterAutoscalerImage("1.99")).toEqual(clusterAutoscalerImage("1.36"));
    expect(() => clusterAutoscalerImage("1.20")).toThrow(RangeError);
  });
});
