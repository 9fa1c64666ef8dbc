import type * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { RegionContext } from "../../../src/components/component";
import { AwsRegistry } from "../../../src/components/registry/aws";
import type { Upstream } from "../../../src/components/registry/contract";
import { fixtureContext } from "../../fixtures/topology";
import { awsPlace, keyAnswers } from "../aws-keys";
import { anyAwsCase, awsRegion, ofType } from "../aws-region";
import { type Answers, registrations } from "../harness";

const answers = ({ region }: RegionContext): Answers => ({
  ...keyAnswers,
  "aws:iam/role:Role": ({ inputs }) => ({ arn: `role:${inputs.name}` }),
  "aws:ecr/repository:Repository": ({ inputs }) => ({
    arn: `arn:aws:ecr:${region.location}:${region.account}:repository/${inputs.name}`,
    repositoryUrl: `${region.account}.dkr.ecr.${region.location}.amazonaws.com/${inputs.name}`,
  }),
});

const told = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

async function build(context: RegionContext) {
  let registry: AwsRegistry | undefined;
  const all = await registrations(() => {
    const { provider, keys } = awsPlace(context);
    registry = new AwsRegistry(context, provider, { keys });
  }, answers(context));
  if (!registry) throw new Error("no registry was built");
  const children = all.filter(({ type }) => /^aws:(ecr|iam)/.test(type));
  return { registry, children };
}

describe("AwsRegistry", () => {
  it("encrypts, tags, scans and closes what it makes, with names that ECR takes, in any region", async () => {
    await fc.assert(
      fc.asyncProperty(anyAwsCase(), async ({ context, region }) => {
        const { children, registry } = await build(context);
        const encryptionConfigurations = [{ encryptionType: "KMS", kmsKey: `key:${region.name}-registry` }];
        expect(children.filter(({ provider }) => provider !== region.name)).toEqual([]);
        expect(ofType(children, "Repository").map(({ inputs }) => inputs)).toMatchObject([
          {
            encryptionConfigurations,
            imageTagMutability: "IMMUTABLE",
            imageScanningConfiguration: { scanOnPush: true },
            forceDelete: !context.protect,
            tags: context.naming.tags,
          },
        ]);
        expect(ofType(children, "RepositoryCreationTemplate").map(({ inputs }) => inputs)).toMatchObject([
          { encryptionConfigurations, imageTagMutability: "IMMUTABLE", resourceTags: context.naming.tags },
        ]);
        for (const { inputs } of ofType(children, "PullThroughCacheRule")) {
          expect(String(inputs.ecrRepositoryPrefix)).toMatch(/^(?=.{2,30}$)[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+$/);
          expect(inputs.credentialArn).toBeUndefined();
        }
        const policies = ofType(children, "RepositoryPolicy").map(({ inputs }) => JSON.parse(String(inputs.policy)));
        expect(policies).toMatchObject([
          {
            Statement: [{ Effect: "Deny", Condition: { StringNotEquals: { "aws:PrincipalAccount": region.account } } }],
          },
        ]);
        expect(await told(registry.id)).toMatch(
          new RegExp(`^arn:aws:ecr:${region.location}:${region.account}:repository/[a-z0-9-]{3,24}$`),
        );
      }),
      { numRuns: 3 },
    );
  });

  describe("of us-east", () => {
    let built: Awaited<ReturnType<typeof build>>;
    beforeAll(async () => {
      built = await build(fixtureContext(awsRegion()));
    });
    const place = async (of: (registry: AwsRegistry) => pulumi.Output<string>) => {
      const { registry } = built;
      return (await told(of(registry))).replace(
        /^123456789012\.dkr\.ecr\.us-east-1\.amazonaws\.com\/[a-z0-9-]+\//,
        "…/",
      );
    };

    it("has the service's own image where the repository is", async () => {
      expect(await place((registry) => registry.own("meridian/service:1.0.0"))).toBe("…/meridian/service:1.0.0");
      const { children, registry } = built;
      const [repository] = ofType(children, "Repository");
      expect(await told(registry.own("meridian/service"))).toContain(String(repository?.inputs.name));
    });

    it.each<[Upstream, string, string]>([
      ["quay.io", "jetstack/cert-manager-controller:v1", "…/quay/jetstack/cert-manager-controller:v1"],
      ["registry.k8s.io", "autoscaling/cluster-autoscaler:v1", "…/k8s/autoscaling/cluster-autoscaler:v1"],
      ["docker.io", "library/postgres:17", "…/hub/docker/library/postgres:17"],
      ["docker.io", "postgres", "…/hub/docker/library/postgres"],
      ["docker.io", "envoyproxy/envoy:v1", "…/docker.io/envoyproxy/envoy:v1"],
      ["ghcr.io", "kedacore/keda", "…/ghcr.io/kedacore/keda"],
    ])("finds %s %s", async (upstream, image, expected) => {
      expect(await place((registry) => registry.mirrored(upstream, image))).toBe(expected);
    });

    it("caches from whom no credential is wanted, and nobody else", async () => {
      const { children } = built;
      const upstreams = ofType(children, "PullThroughCacheRule").map(({ inputs }) => inputs.upstreamRegistryUrl);
      expect(upstreams.sort()).toEqual(["public.ecr.aws", "quay.io", "registry.k8s.io"]);
    });

    it("lets ECR make repositories below its prefix only, under its key only", async () => {
      const { children } = built;
      const [grants] = ofType(children, "RolePolicy").map(({ inputs }) => JSON.parse(String(inputs.policy)).Statement);
      expect(grants.map(({ Resource }: { Resource: string }) => Resource)).toEqual([
        expect.stringMatching(/^arn:aws:ecr:us-east-1:123456789012:repository\/[a-z0-9-]+\/\*$/),
        "key:us-east-registry",
      ]);
    });
  });
});
