/**
 * The definition of SecretProviderClass. The cloud's add-on brings it, and its module is not on the proxy, so it is written
 * down here after https://secrets-store-csi-driver.sigs.k8s.io/concepts#secretproviderclass (v1).
 */
import { stringify } from "yaml";

const text = { type: "string" };
const texts = { type: "object", additionalProperties: text };
const objectOf = (properties: Record<string, unknown>) => ({ type: "object", properties });
const listOf = (items: unknown) => ({ type: "array", items });

const group = "secrets-store.csi.x-k8s.io";

export const secretProviderClass = stringify({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `secretproviderclasses.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { kind: "SecretProviderClass", plural: "secretproviderclasses" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: objectOf({
            apiVersion: text,
            kind: text,
            metadata: { type: "object" },
            spec: objectOf({
              provider: text,
              parameters: texts,
              secretObjects: listOf(
                objectOf({
                  secretName: text,
                  type: text,
                  labels: texts,
                  annotations: texts,
                  data: listOf(objectOf({ objectName: text, key: text })),
                }),
              ),
            }),
          }),
        },
      },
    ],
  },
});
