import { describe, expect, it } from "vitest";
import { charts, images, upstreams } from "../../src/plan/images";
import { type Copy, copiesFor, registryPlan } from "../../src/plan/registry";
import { mirrorPath, ownPath, repositoryOf } from "../../src/plan/registry/alicloud";
import type { Region } from "../../src/topology/schema";
import { fixtureShared } from "../fixtures/topology";
import { regionOn } from "../fixtures/workloads";

const shared = fixtureShared();
const global = { cloudflareAccount: "", plan: "free" as const };
const copiesOf = (region: Region) => copiesFor({ shared, regions: [region], global }, region);
const sources = (copies: readonly Copy[], kind: Exclude<Copy["kind"], "own">) =>
  copies.flatMap((copy) => (copy.kind === kind ? [copy.source] : []));

describe("what a registry has to be given", () => {
  it("is everything where nothing is pulled through, and an isolated region's charts", () => {
    const copies = copiesOf(regionOn.alicloud());
    // Nothing leaves the region, so nothing carries it.
    expect(sources(copies, "image")).toHaveLength(Object.keys(images).length - 1);
    expect(sources(copies, "image").join()).not.toContain("rclone");
    expect(sources(copies, "chart")).toEqual([
      `docker.io/envoyproxy/gateway-helm:${charts.envoyGateway.version}`,
      `quay.io/jetstack/charts/cert-manager:${charts.certManager.version}`,
    ]);
    expect(sources(copies, "packaged-chart")).toEqual([
      `https://kedacore.github.io/charts keda ${charts.keda.version}`,
    ]);
  });

  it("is what only Docker Hub and GitHub have, on AWS", () => {
    const copied = sources(copiesOf(regionOn.aws()), "image");
    expect(copied).toContain(`docker.io/envoyproxy/gateway:${images.envoyGateway.tag}`);
    expect(copied).toContain(`ghcr.io/kedacore/keda:${images.keda.tag}`);
    for (const source of copied) expect(source).toMatch(/^(docker\.io\/(?!library\/)|ghcr\.io\/)/);
  });

  it("is the service's own image everywhere, and nothing else on Google Cloud", () => {
    const destination =
      "europe-west3-docker.pkg.dev/meridian-eu-west/meridian-production-eu-west-images/meridian/service:1.0.0";
    expect(copiesOf(regionOn.gcp())).toEqual([{ kind: "own", destination }]);
    for (const region of [regionOn.aws(), regionOn.alicloud()])
      expect(copiesOf(region).filter(({ kind }) => kind === "own")).toHaveLength(1);
  });

  it("has the charts that only one cloud's clusters take left out on the others", () => {
    const all = copiesOf(regionOn.aws({ isolated: true, location: "cn-north-1" }));
    expect(sources(all, "packaged-chart").map((source) => source.split(" ")[1])).toEqual([
      "keda",
      "aws-load-balancer-controller",
      "cluster-autoscaler",
    ]);
    // Quay's comes through the cache.
    expect(sources(all, "chart")).toEqual([`docker.io/envoyproxy/gateway-helm:${charts.envoyGateway.version}`]);
    for (const { destination } of all)
      expect(destination).toMatch(/^\d{12}\.dkr\.ecr\.cn-north-1\.amazonaws\.com\.cn\//);
  });

  it("has rclone among it where objects are carried to another cloud", () => {
    const [from, to] = [regionOn.aws(), regionOn.gcp()];
    const documents = {
      store: "bucket" as const,
      bucket: "knowledge" as const,
      replication: "on-update" as const,
      conflict: "last-write-wins" as const,
      recoveryPointSeconds: 300,
      personal: false,
      critical: false,
    };
    const edge = { dataClass: "documents", from: from.name, to: to.name, legalBasis: "none needed" };
    const topology = {
      shared: fixtureShared({ dataClasses: { documents }, replication: [edge] }),
      regions: [from, to],
      global,
    };
    expect(sources(copiesFor(topology, from), "image")).toContain(`docker.io/rclone/rclone:${images.rclone.tag}`);
    expect(sources(copiesFor({ ...topology, shared }, from), "image").join()).not.toContain("rclone");
  });

  it("lies where nothing else does", () => {
    for (const region of [regionOn.aws({ isolated: true }), regionOn.alicloud()]) {
      const places = copiesOf(region).map(({ destination }) => destination);
      expect(new Set(places).size).toBe(places.length);
    }
  });
});

describe.each(["aws", "gcp", "alicloud"] as const)("images on %s", (cloud) => {
  const plan = registryPlan(shared, regionOn[cloud]());

  it("lie below the registry's host, each upstream's apart", () => {
    const places = upstreams.map((upstream) => plan.mirrored(upstream, "a/b:1"));
    expect(new Set([...places, plan.own("a/b:1")]).size).toBe(upstreams.length + 1);
    for (const place of places) expect(place.startsWith(`${plan.host}/`) && place.endsWith(":1")).toBe(true);
  });

  it("of Docker Hub's official ones are the same however they are written", () => {
    expect(plan.mirrored("docker.io", "postgres:17")).toBe(plan.mirrored("docker.io", "library/postgres:17"));
  });
});

describe("names of images on Alibaba Cloud", () => {
  it("have one level below the namespace, and keep tag or digest", () => {
    expect(ownPath("meridian/service:1.0.0")).toBe("images/meridian.service:1.0.0");
    expect(mirrorPath("quay.io", "jetstack/cert-manager-controller:v1")).toBe(
      "quay-io/jetstack.cert-manager-controller:v1",
    );
    expect(mirrorPath("registry.k8s.io", "pause@sha256:ab")).toBe("registry-k8s-io/pause@sha256:ab");
    expect(repositoryOf("meridian/service:1.0.0")).toBe("meridian.service");
    expect(repositoryOf("a/b@sha256:ab")).toBe("a.b");
  });
});
