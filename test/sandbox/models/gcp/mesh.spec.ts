/** What the cloud refuses of instances, their templates and their groups. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { gcp } from "../../../../sandbox/models/gcp";
import { agentOf } from "../../../../sandbox/models/gcp/agents";
import type { Made } from "../../core/harness";
import { driver } from "../../core/harness";
import { project } from "./cloud";
import { properties, site, standing, types } from "./mesh-site";

describe("templates of instances", () => {
  it.each([
    ["a machine type that exists", { machineType: "e2-highcpu-3" }, "machineType"],
    ["an image", { disks: [{ boot: true }] }, "disks[0].sourceImage"],
    [
      "a family of images that exists",
      { disks: [{ boot: true, sourceImage: "debian-cloud/debian-99" }] },
      "disks[0].sourceImage",
    ],
    ["one boot disk", { disks: [{ sourceImage: "debian-cloud/debian-12" }] }, "disks"],
    ["a network", { networkInterfaces: [{ nicType: "GVNIC" }] }, "networkInterfaces[0]"],
    [
      "large machines for Tier_1",
      { networkPerformanceConfig: { totalEgressBandwidthTier: "TIER_1" } },
      "networkPerformanceConfig",
    ],
    ["values of metadata of 256 KiB at most", { metadata: { a: "x".repeat(262_145) } }, "metadata.a"],
    [
      "one startup script",
      { metadata: { "startup-script": "a" }, metadataStartupScript: "b" },
      "metadataStartupScript",
    ],
    [
      "no restart of what may be taken away",
      { scheduling: { provisioningModel: "SPOT" } },
      "scheduling.automaticRestart",
    ],
    ["a name or the beginning of one", { name: "whole" }, "name"],
    ["a beginning that leaves room", { namePrefix: "a".repeat(55) }, "namePrefix"],
    ["arguments that exist", { userData: "" }, "userData"],
  ])("have %s", (_what, change, property) => {
    const { template, failures } = site();
    expect(failures(types.template, template)).toEqual([]);
    expect(properties(failures(types.template, { ...template, ...change }))).toEqual([property]);
  });

  it("never change, and get a name of their own each time", () => {
    const { make, diff, template } = site();
    const one = make(types.template, "one", template);
    expect(diff(one, { ...template, machineType: "e2-highcpu-2" }).replaces).toEqual(["machineType"]);
    const other = make(types.template, "two", template);
    expect(other.state.name).not.toBe(one.state.name);
  });

  it("want an account that is there", () => {
    const { make, template } = site();
    const nobody = { email: `nobody@${project}.iam.gserviceaccount.com`, scopes: ["cloud-platform"] };
    expect(() => make(types.template, "one", { ...template, serviceAccount: nobody })).toThrow(/serviceAccount\.email/);
  });

  it("take a key of their region that Compute Engine may use", () => {
    const { make, template, world } = site();
    const key = (location: string) => {
      const ring = make(types.ring, location, { name: location, location });
      return make(types.key, location, { name: "disks", keyRing: ring.id });
    };
    const disks = (made: Made) => ({
      disks: [{ boot: true, sourceImage: "debian-cloud/debian-12", diskEncryptionKey: { kmsKeySelfLink: made.id } }],
    });
    const [near, far] = [key("europe-west3"), key("europe-west1")];
    expect(() => make(types.template, "far", { ...template, ...disks(far) })).toThrow(/must be in europe-west3/);
    expect(() => make(types.template, "near", { ...template, ...disks(near) })).toThrow(
      /Permission denied on Cloud KMS/,
    );
    const member = `serviceAccount:${agentOf("compute", project)}`;
    driver(gcp, { account: project, region: "europe-west3" }, world, "grants").make(types.member, "grant", {
      cryptoKeyId: near.id,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member,
    });
    expect(() => make(types.template, "near", { ...template, ...disks(near) })).not.toThrow();
  });
});

describe("groups of instances", () => {
  it.each([
    ["a zone that exists", { zone: "europe-west3-z" }, "zone"],
    ["a zone of the provider's region", { zone: "europe-west1-b" }, "zone"],
    [
      "room to update",
      { updatePolicy: { type: "PROACTIVE", minimalAction: "REPLACE", maxSurgeFixed: 0, maxUnavailableFixed: 0 } },
      "updatePolicy",
    ],
    [
      "no surge with RECREATE",
      {
        updatePolicy: {
          type: "PROACTIVE",
          minimalAction: "REPLACE",
          replacementMethod: "RECREATE",
          maxSurgeFixed: 1,
          maxUnavailableFixed: 1,
        },
      },
      "updatePolicy.replacementMethod",
    ],
    [
      "an action that is allowed",
      { updatePolicy: { type: "PROACTIVE", minimalAction: "REPLACE", mostDisruptiveAllowedAction: "RESTART" } },
      "updatePolicy.minimalAction",
    ],
    [
      "one hour at most to boot",
      { autoHealingPolicies: { healthCheck: "check", initialDelaySec: 3601 } },
      "autoHealingPolicies.initialDelaySec",
    ],
  ])("have %s", (_what, change, property) => {
    const { make, failures, template, group } = site();
    const inputs = group("one", make(types.template, "template", template));
    expect(failures(types.group, inputs)).toEqual([]);
    expect(properties(failures(types.group, { ...inputs, ...change }))).toEqual([property]);
  });

  it("keep their template and their health check while they name them, and go over to others in place", () => {
    const { make, destroy, change, check, template, group } = site();
    const [old, next] = ["old", "next"].map((name) => make(types.template, name, template));
    if (!old || !next) throw new Error("no templates");
    const inputs = { ...group("one", old), autoHealingPolicies: { healthCheck: check.id, initialDelaySec: 600 } };
    const made = make(types.group, "one", inputs);
    expect(() => destroy(old)).toThrow(/is used by/);
    expect(() => destroy(check)).toThrow(/is used by/);
    change(made, { ...inputs, versions: [{ instanceTemplate: String(next.state.selfLink) }] });
    expect(() => destroy(old)).not.toThrow();
  });

  it("may have one name in two zones, and not in one", () => {
    const { make, template, group } = site();
    const inputs = group("one", make(types.template, "template", template));
    make(types.group, "one", inputs);
    expect(() => make(types.group, "again", inputs)).toThrow(/alreadyExists/);
    expect(() => make(types.group, "elsewhere", { ...inputs, zone: "europe-west3-b" })).not.toThrow();
  });
});

describe("instances that keep their addresses", () => {
  it("keep one inside and one outside, each for one machine", () => {
    const { make, internal, address, kept, instance, made } = standing();
    const [inside, outside] = [internal("in", "10.2.144.10"), address("out", {})];
    const both = { internalIps: kept(inside), externalIps: kept(outside) };
    make(types.instance, "one", instance("one", both));
    expect(() => make(types.instance, "two", { ...instance("one", both), name: "two" })).toThrow(
      /is in use by another/,
    );
    expect(made.group.state.instanceGroup).toMatch(/\/zones\/europe-west3-a\/instanceGroups\/one$/);
  });

  it("hold their addresses and their group", () => {
    const { make, destroy, internal, kept, instance } = standing();
    const inside = internal("in", "10.2.144.10");
    make(types.instance, "one", instance("one", { internalIps: kept(inside) }));
    expect(() => destroy(inside)).toThrow(/is used by/);
  });

  it("take no address of the wrong kind, region or subnet, and none outside without an access config", () => {
    const { make, subnet, address, internal, kept, instance, template, group, world } = standing();
    const outside = address("out", {});
    const refused = (state: Properties, name = "one") =>
      expect(() => make(types.instance, name, instance(name, state)));
    refused({ internalIps: kept(outside) }).toThrow(/no INTERNAL address/);
    refused({ externalIps: kept(internal("in", "10.2.144.10")) }).toThrow(/no EXTERNAL address/);
    const other = subnet("other", "10.2.0.0/20");
    const strange = address("strange", { addressType: "INTERNAL", subnetwork: other.id, address: "10.2.0.10" });
    refused({ internalIps: kept(strange) }).toThrow(/not in the subnetwork of nic0/);
    const closed = { ...template, networkInterfaces: [{ subnetwork: String(other.id) }] };
    make(types.group, "closed", group("closed", make(types.template, "closed", closed)));
    refused({ externalIps: kept(outside) }, "closed").toThrow(/no access config/);
    const abroad = driver(gcp, { account: project, region: "europe-west1" }, world, "abroad");
    const far = abroad.make(types.address, "far", { name: "far" });
    refused({ externalIps: kept(far) }).toThrow(/externalIps/);
  });

  it("are of groups that replace a machine by one of its name", () => {
    const { make, change, internal, kept, instance, template, group } = site();
    const substitute = { type: "PROACTIVE", minimalAction: "REPLACE", maxSurgeFixed: 1, maxUnavailableFixed: 0 };
    const inputs = group("one", make(types.template, "template", template));
    const made = make(types.group, "one", { ...inputs, updatePolicy: substitute });
    const config = instance("one", { internalIps: kept(internal("in", "10.2.144.10")) });
    expect(() => make(types.instance, "one", config)).toThrow(/RECREATE only/);
    const recreating = change(made, inputs);
    make(types.instance, "one", config);
    expect(() => change(recreating, { ...inputs, updatePolicy: substitute })).toThrow(/RECREATE only/);
  });
});
