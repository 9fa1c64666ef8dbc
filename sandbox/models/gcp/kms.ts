/** Key rings, keys and who may use them. */
import { findLocation } from "../../../src/facts/locations";
import {
  boolean,
  type Field,
  object,
  type Refusal,
  ref,
  type StoredObject,
  string,
  type Value,
  type World,
} from "../../core/model";
import { type AgentApi, agentOf } from "./agents";
import { defineGcp, invalid, labelOutputs, labelsField, labelsOf, objects, projectOf, refuse, text } from "./common";
import { defineIamMember } from "./iam";

const name = () =>
  string({
    required: true,
    replaces: true,
    pattern: /^[A-Za-z0-9_-]{1,63}$/,
    hint: "1 to 63 letters, digits, _ and -",
  });
/** Locations of keys that are no region ("Cloud KMS locations"). */
const wide = ["global", "us", "europe", "asia", "eur3", "eur4", "eur5", "eur6", "nam3", "nam4", "nam6", "asia1"];

const ringType = "gcp:kms/keyRing:KeyRing";
export const cryptoKeyType = "gcp:kms/cryptoKey:CryptoKey";
const memberType = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember";

export const keyRing = defineGcp({
  type: ringType,
  page: "kms_key_ring",
  apis: ["cloudkms"],
  location: "global",
  takesDeletionPolicy: false,
  // The provider lets go of it, and the cloud keeps it, with its name, for ever.
  lasting: true,
  inputs: { name: name(), location: string({ required: true, replaces: true }) },
  outputs: [],
  id: (context) =>
    `projects/${projectOf(context)}/locations/${context.inputs.location}/keyRings/${context.inputs.name}`,
  compute: () => ({}),
  check: ({ inputs }) => {
    const location = text(inputs.location);
    if (location === undefined || wide.includes(location) || findLocation("gcp", location)) return [];
    return [
      refuse("location", `Error 400: The request concerns location '${location}', which has no Cloud KMS, badRequest`),
    ];
  },
});

const aDay = 86_400;
/** Days that a version waits for its destruction: 30 unless said otherwise. */
const destructionDelay = "2592000s";

export const cryptoKey = defineGcp({
  type: cryptoKeyType,
  page: "kms_crypto_key",
  apis: ["cloudkms"],
  location: "global",
  takesProject: false,
  // Its versions are destroyed; the key itself and its name stay.
  lasting: true,
  inputs: {
    name: name(),
    keyRing: ref(ringType, { required: true, replaces: true }),
    purpose: string({
      replaces: true,
      default: "ENCRYPT_DECRYPT",
      oneOf: ["ENCRYPT_DECRYPT", "ASYMMETRIC_SIGN", "ASYMMETRIC_DECRYPT", "RAW_ENCRYPT_DECRYPT", "MAC"],
    }),
    rotationPeriod: string({ pattern: /^\d+(\.\d{1,9})?s$/, hint: "seconds: 7776000s" }),
    destroyScheduledDuration: string({ replaces: true, computed: true, pattern: /^\d+s$/, hint: "seconds: 2592000s" }),
    versionTemplate: object(
      {
        algorithm: string({ required: true }),
        protectionLevel: string({
          replaces: true,
          oneOf: ["SOFTWARE", "HSM", "EXTERNAL", "EXTERNAL_VPC"],
          default: "SOFTWARE",
        }),
      },
      { computed: true },
    ),
    importOnly: boolean({ replaces: true, computed: true }),
    cryptoKeyBackend: string({ replaces: true, computed: true }),
    skipInitialVersionCreation: boolean(),
    labels: labelsField(),
  },
  outputs: ["keyAccessJustificationsPolicy", "primaries", ...labelOutputs],
  id: ({ inputs }) => `${inputs.keyRing}/cryptoKeys/${inputs.name}`,
  compute: ({ inputs, id }) => ({
    destroyScheduledDuration: destructionDelay,
    versionTemplate: { algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", protectionLevel: "SOFTWARE" },
    importOnly: false,
    cryptoKeyBackend: "",
    keyAccessJustificationsPolicy: {},
    primaries: inputs.purpose === "ENCRYPT_DECRYPT" ? [{ name: `${id}/cryptoKeyVersions/1`, state: "ENABLED" }] : [],
    ...labelsOf(inputs),
  }),
  check: ({ inputs }) => {
    const period = text(inputs.rotationPeriod);
    if (period === undefined) return [];
    const refusals: Refusal[] = [];
    if (Number(period.slice(0, -1)) <= aDay)
      refusals.push(refuse("rotationPeriod", `rotation period must be greater than ${aDay} seconds`));
    if (inputs.purpose !== undefined && inputs.purpose !== "ENCRYPT_DECRYPT")
      refusals.push(
        invalid("rotationPeriod", `Cannot set rotation_period on a CryptoKey with purpose ${inputs.purpose}`),
      );
    return refusals;
  },
});

export const cryptoKeyIamMember = defineIamMember({
  type: memberType,
  page: "google_kms_crypto_key_iam",
  apis: ["cloudkms"],
  takesProject: false,
  resource: { cryptoKeyId: ref(cryptoKeyType, { required: true, replaces: true }) },
  target: ({ cryptoKeyId }) => String(cryptoKeyId),
});

/** An input that names a key. Whether it can be used is `keyRefusals`'. */
export const keyField = (options: { required?: true; replaces?: true; computed?: true } = {}): Field =>
  ref(cryptoKeyType, options);

const user = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

interface KeyUse {
  /** Property path of the key. */
  readonly property: string;
  readonly key: Value | undefined;
  /** Where what is encrypted lies; absent for what takes a key of any place. */
  readonly location?: string;
  /** Whose agent encrypts, in which project. */
  readonly api: AgentApi;
  readonly project: string;
}

/** What a service has against a key: it lies elsewhere, is none for encryption, or its agent has no grant yet. */
export function keyRefusals(world: World, { property, key, location, api, project }: KeyUse): readonly Refusal[] {
  const found = typeof key === "string" ? world.find(cryptoKeyType, key) : undefined;
  if (!found) return [];
  if (location !== undefined && locationOf(found) !== location.toLowerCase())
    return [
      refuse(
        property,
        `Error 400: Cloud KMS key ${found.id} is in ${locationOf(found)} and must be in ${location.toLowerCase()}, invalid`,
      ),
    ];
  if (found.inputs.purpose !== "ENCRYPT_DECRYPT")
    return [refuse(property, `Error 400: Cloud KMS key ${found.id} has the wrong purpose, invalid`)];
  const agent = agentOf(api, project);
  const granted = world
    .objects(memberType)
    .some(
      ({ inputs }) =>
        inputs.cryptoKeyId === found.id && inputs.role === user && inputs.member === `serviceAccount:${agent}`,
    );
  return granted
    ? []
    : [
        refuse(
          property,
          `Error 403: Permission denied on Cloud KMS key. Please ensure that ${agent} has been authorized to use ${found.id}, forbidden`,
        ),
      ];
}

function locationOf({ id }: StoredObject): string {
  return /\/locations\/([^/]+)\//.exec(id)?.[1] ?? "";
}

/** The key inside a block such as `encryption: { defaultKmsKeyName }`. */
export function keyIn(block: Value | undefined, field: string): Value | undefined {
  return objects([block ?? null])[0]?.[field];
}
