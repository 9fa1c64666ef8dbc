/** The jobs that carry objects to other clouds: their Kubernetes objects, settings and script. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { Component } from "../../../src/components/component";
import type { IdentityArgs, WorkloadIdentity } from "../../../src/components/identity";
import { createOutbound } from "../../../src/components/transfer";
import { scriptOf } from "../../../src/components/transfer/outbound/script";
import { setupOf } from "../../../src/components/transfer/outbound/setup";
import { introduced, transfersFrom } from "../../../src/plan/transfer";
import type { Region } from "../../../src/topology/schema";
import { type Registration, registrations } from "../harness";
import { contextOf, edgesOf, regionOf, shared, singapore, storageOf } from "./fixture";

class Provider extends pulumi.ProviderResource {
  constructor(pkg: string, name: string) {
    super(pkg, name, {});
  }
}

class Identity extends Component implements WorkloadIdentity {
  readonly annotations = { "example.test/identity": pulumi.output("role") };
  readonly podLabels = { "example.test/inject": "on" };

  constructor({ purpose }: IdentityArgs, provider: pulumi.ProviderResource) {
    super("meridian:identity:Fake", purpose, provider);
  }
}

const us = regionOf("us-east");
const eu = regionOf("eu-west");

async function build(region: Region, ...others: Region[]) {
  const asked: IdentityArgs[] = [];
  let waiting: readonly unknown[] = [];
  const seen = await registrations(async () => {
    const kubernetesProvider = new Provider("kubernetes", "cluster");
    const cloudProvider = new Provider(region.cloud, "home");
    const storage = storageOf(region);
    const registry = { mirrored: (source: string, image: string) => pulumi.output(`mirror.test/${source}/${image}`) };
    ({ waiting } = await createOutbound(
      contextOf(region),
      { kubernetesProvider, cloudProvider },
      {
        edges: edgesOf(region, ...others),
        storage,
        registry: registry as never,
        identity: (args) => {
          asked.push(args);
          return new Identity(args, cloudProvider);
        },
      },
    ));
  });
  const of = (kind: string) => seen.filter(({ type }) => type.endsWith(`:${kind}`));
  return { seen, of, asked, waiting };
}

/** The first of the kind, read as what Kubernetes would get. */
function inputs(found: readonly Registration[]) {
  const [first] = found;
  if (!first) throw new Error("nothing was registered");
  return first.inputs as {
    metadata: { name: string; namespace: string; labels: Record<string, string> };
    spec: Record<string, never>;
    data: Record<string, string>;
  };
}

describe("a job", () => {
  it("is one for each region on another cloud, by the cluster's provider, in the system namespace", async () => {
    const { of, seen, asked } = await build(us, eu, regionOf("apac"));
    expect(of("CronJob").map(({ inputs }) => (inputs.metadata as { name: string }).name)).toEqual([
      "transfer-to-eu-west",
      "transfer-to-apac",
    ]);
    for (const { type, provider, inputs } of seen.filter(({ type }) => type.startsWith("kubernetes:"))) {
      expect(provider, type).toBe("cluster");
      expect(inputs.metadata).toMatchObject({
        namespace: "meridian-system",
        labels: { "meridian-stack": "us-east", "app.kubernetes.io/component": "transfer" },
      });
    }
    expect(asked.map(({ purpose, namespace, serviceAccount }) => [purpose, namespace, serviceAccount])).toEqual([
      ["transfer-to-eu-west", "meridian-system", "transfer-to-eu-west"],
      ["transfer-to-apac", "meridian-system", "transfer-to-apac"],
    ]);
  });

  it("reads below the declared prefixes and nowhere else, and writes nothing at home", async () => {
    const { asked } = await build(us, eu);
    expect(asked[0]?.permissions.map((one) => [one.kind, "prefix" in one && one.prefix])).toEqual([
      ["read-objects", "user-avatars/us-east/"],
      ["read-objects", "templates/us-east/"],
      ["read-objects", "system-assets/us-east/"],
      ["read-objects", "knowledge-base/us-east/"],
      ["read-objects", "compliance-records/us-east/"],
    ]);
  });

  it("runs as the shortest recovery point asks, never twice at once, and ends before its credentials do", async () => {
    const { of } = await build(us, eu);
    const { spec } = inputs(of("CronJob"));
    expect(spec).toMatchObject({
      schedule: "*/1 * * * *",
      concurrencyPolicy: "Forbid",
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: { spec: { backoffLimit: 0, activeDeadlineSeconds: 3000 } },
    });
  });

  it("is what the standard restricted lets in, of the region's own registry, in the class that can wait", async () => {
    const { of } = await build(eu, us);
    const pod = inputs(of("CronJob")).spec as unknown as {
      jobTemplate: { spec: { template: { metadata: object; spec: Record<string, unknown> } } };
    };
    const { template } = pod.jobTemplate.spec;
    expect(template.metadata).toMatchObject({ labels: { "example.test/inject": "on" } });
    expect(template.spec).toMatchObject({
      restartPolicy: "Never",
      serviceAccountName: "transfer-to-us-east",
      automountServiceAccountToken: false,
      priorityClassName: "meridian-batch",
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          image: expect.stringMatching(/^mirror\.test\/docker\.io\/rclone\/rclone:\d+\.\d+\.\d+$/),
          resources: { requests: { memory: "256Mi" }, limits: { memory: "1Gi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
      volumes: [
        { name: "config", configMap: { name: "transfer-to-us-east" } },
        { name: "token", projected: { sources: [{ serviceAccountToken: { audience: "sts.amazonaws.com" } }] } },
      ],
    });
  });

  it("talks to port 443, to the name servers and to who says who it is, and to nobody else", async () => {
    const { of } = await build(us, eu);
    const { spec } = inputs(of("NetworkPolicy")) as unknown as {
      spec: { podSelector: object; ingress: unknown[]; egress: { ports: { port: number }[] }[] };
    };
    expect(spec.podSelector).toEqual({
      matchLabels: { "app.kubernetes.io/component": "transfer", "meridian.dev/destination": "eu-west" },
    });
    expect(spec.ingress).toEqual([]);
    expect(spec.egress.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[443], [80], [53, 53]]);
  });

  it("may take its role in another account of AWS, where it has one", async () => {
    const far = regionOf("apac", { cloud: "aws", location: "ap-south-1", account: "444455556666" });
    const { of } = await build(us, far);
    const [policy] = of("RolePolicy");
    expect(policy).toMatchObject({
      provider: "home",
      inputs: { role: "meridian-production-us-east-us-east-1-pod-transfer-to-apac" },
    });
    expect(JSON.parse(String(policy?.inputs.policy)).Statement[0]).toMatchObject({
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Resource: "arn:aws:iam::444455556666:role/meridian-production-apac-ap-south-1-transfer-from-us-east",
    });
    expect((await build(us, eu)).of("RolePolicy")).toEqual([]);
  });

  it("is never made for an isolated region, whatever edges are handed in", async () => {
    const regions = [us, eu, singapore()];
    const one = fc.constantFrom(...regions);
    await fc.assert(
      fc.asyncProperty(one, one, fc.boolean(), async (from, to, atOrigin) => {
        fc.pre(from !== to);
        const origin = { ...from, isolated: atOrigin };
        const target = { ...to, isolated: !atOrigin };
        expect((await build(origin, target)).seen.filter(({ type }) => type.startsWith("kubernetes:"))).toEqual([]);
        const forged = edgesOf(from, to).map((edge) => ({ ...edge, from: origin, to: target }));
        const providers = { kubernetesProvider: {} as never, cloudProvider: {} as never };
        const args = { edges: forged, storage: {} as never, registry: {} as never, identity: {} as never };
        await expect(createOutbound(contextOf(origin), providers, args)).rejects.toThrow(/is isolated/);
      }),
      { numRuns: 6 },
    );
  });
});

/** The settings of the transfer between two regions. */
function transferOf(from: Region, to: Region) {
  const [transfer] = introduced(shared, transfersFrom(edgesOf(from, to), from)).ready;
  if (!transfer) throw new Error("nothing goes there");
  return { transfer, ...setupOf(shared, transfer) };
}

describe("settings", () => {
  const issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
  const clouds = [{ ...us, cluster: { ...us.cluster, issuer } }, eu, singapore()];
  const pairs = clouds.flatMap((from) => clouds.filter((to) => to !== from).map((to) => [from, to] as const));

  it.each(pairs)("hold no secret, from $cloud to the others", (from, to) => {
    const { env, files } = transferOf(from, to);
    expect(Object.keys(env).filter((key) => /SECRET|PASSWORD|ACCESS_KEY|SESSION_TOKEN/.test(key))).toEqual([]);
    expect(Object.values(files).join()).not.toMatch(/private_key|client_secret|refresh_token/);
    expect(env.RCLONE_CONFIG_SOURCE_TYPE).toBe(from.cloud === "gcp" ? "google cloud storage" : "s3");
    expect(env.RCLONE_CONFIG_TARGET_TYPE).toBe(to.cloud === "gcp" ? "google cloud storage" : "s3");
  });

  it("tell S3 which key to use, and that ETags are no checksums", () => {
    expect(transferOf(eu, us).env).toMatchObject({
      AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/meridian-production-us-east-us-east-1-transfer-from-eu-west",
      AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/secrets/meridian/token",
      RCLONE_CONFIG_TARGET_SERVER_SIDE_ENCRYPTION: "aws:kms",
      RCLONE_CONFIG_TARGET_SSE_KMS_KEY_ID:
        "arn:aws:kms:us-east-1:111122223333:alias/meridian-production-us-east-storage",
    });
  });

  it("have Google's token service asked in the far pool's name", () => {
    const credentials = (from: Region) => JSON.parse(transferOf(from, eu).files["google.json"] ?? "");
    expect(credentials(us)).toMatchObject({
      type: "external_account",
      audience: expect.stringMatching(
        /^\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/peer-[a-z0-9-]+\/providers\/aws-role$/,
      ),
      credential_source: { environment_id: "aws1" },
    });
    const { audience } = transferOf(singapore(), eu);
    expect(audience).toBe(`https:${credentials(singapore()).audience}`);
    expect(credentials(singapore()).credential_source.file).toBe("/var/run/secrets/meridian/token");
  });
});

describe("the script", () => {
  /** Runs it by the machine's own shell, with stand-ins that write down how they were called. */
  function run(from: Region, to: Region, answer: object, rclone = "exit 0") {
    const folder = mkdtempSync(join(tmpdir(), "meridian-transfer-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const stand = (name: string, body: string) => {
      writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(folder, name), 0o755);
    };
    const log = join(folder, "log");
    writeFileSync(log, "");
    stand("wget", `echo "wget $*" >> '${log}'; cat <<'END'\n${JSON.stringify(answer, undefined, 1)}\nEND`);
    const keys = "$AWS_ACCESS_KEY_ID|$AWS_SECRET_ACCESS_KEY|$AWS_SESSION_TOKEN";
    const remote = "$RCLONE_CONFIG_SOURCE_ACCESS_KEY_ID|$RCLONE_CONFIG_SOURCE_SESSION_TOKEN";
    stand("rclone", `echo "rclone $* ${keys} ${remote}" >> '${log}'; ${rclone}`);
    const token = join(folder, "token");
    writeFileSync(token, "a.pod.token");
    const script = join(folder, "transfer.sh");
    writeFileSync(script, scriptOf(shared, transferOf(from, to).transfer));
    const env = {
      PATH: `${folder}:${process.env.PATH ?? ""}`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: token,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
      ALIBABA_CLOUD_ROLE_ARN: "acs:ram::1:role/reader",
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "acs:ram::1:oidc-provider/ack",
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: token,
    };
    let status = 0;
    try {
      execFileSync("/bin/sh", [script], { env, stdio: "pipe" });
    } catch (error) {
      status = (error as { status: number }).status;
    }
    return { status, said: readFileSync(log, "utf8").trimEnd().split("\n") };
  }
  const podIdentity = { AccessKeyId: "ASIA1", SecretAccessKey: "s3c/r+t=", Token: "t0k==", AccountId: "1" };

  it("fetches the pod's credentials for Google's library, and copies each class", () => {
    const { status, said } = run(us, eu, podIdentity);
    expect(status).toBe(0);
    expect(said[0]).toBe("wget -q -T 15 -O - --header Authorization: a.pod.token http://169.254.170.23/v1/credentials");
    expect(said).toHaveLength(6);
    expect(said[1]).toMatch(
      /^rclone copy source:meridian-production-us-east-assets-\w{6}\/user-avatars\/us-east\/ target:meridian-production-eu-west-assets-\w{6}\/user-avatars\/us-east\/ ASIA1\|s3c\/r\+t=\|t0k== /,
    );
    expect(said[5]).toContain("/compliance-records/us-east/ --immutable ASIA1");
  });

  it("stops before it copies when the answer holds no credentials", () => {
    const { status, said } = run(us, eu, { message: "no association" });
    expect([status !== 0, said.filter((line) => line.startsWith("rclone"))]).toEqual([true, []]);
  });

  it("goes on with the next class when one fails, and tells it at the end", () => {
    const { status, said } = run(us, eu, podIdentity, 'case "$*" in *templates*) exit 3;; esac');
    expect([status, said.length]).toEqual([1, 6]);
  });

  it("shows Alibaba's token service the pod's token, for a session at the origin", () => {
    const sts = {
      RequestId: "1",
      Credentials: { AccessKeyId: "STS.1", AccessKeySecret: "x", SecurityToken: "CAIS/1=" },
    };
    const { status, said } = run(singapore(), us, sts);
    expect(status).toBe(0);
    expect(said[0]).toMatch(
      /OIDCProviderArn=acs%3Aram%3A%3A1%3Aoidc-provider%2Fack&RoleArn=acs%3Aram%3A%3A1%3Arole%2Freader&OIDCToken=a\.pod\.token https:\/\/sts\.ap-southeast-1\.aliyuncs\.com\/\?Action=AssumeRoleWithOIDC&Version=2015-04-01&Format=JSON&Timestamp=\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\dZ&SignatureNonce=[0-9a-f-]{36}$/,
    );
    expect(said[1]).toMatch(/ --ignore-checksum \|\| STS\.1\|CAIS\/1=$/);
  });
});
