/** EC2 launch templates: what machines are made from. What AWS looks at only when it makes one is in `launchRefusals`. */
import {
  boolean,
  integer,
  list,
  map,
  object,
  type Properties,
  type Refusal,
  type ResourceModel,
  ref,
  type StoredObject,
  string,
  type World,
} from "../../core/model";
import { arn, fill, items, page, refuseIf, regional, tagged, text, texts, types } from "./common";
import { architectureOf, imageArchitecture, instanceTypeExists } from "./instance-types";
import { kmsKeyArn } from "./kms";

const tagMap = () => map(string({ maxLength: 256 }), { maxEntries: 50 });
const flag = () => string({ oneOf: ["true", "false"] });
const address = /^\d{1,3}(\.\d{1,3}){3}$/;

/** ENA Express, IPv6, prefixes and carrier addresses have no model. */
const networkInterface = object({
  associatePublicIpAddress: flag(),
  deleteOnTermination: flag(),
  description: string({ maxLength: 255 }),
  deviceIndex: integer({ min: 0 }),
  interfaceType: string({ oneOf: ["interface", "efa", "efa-only"] }),
  ipv4AddressCount: integer({ min: 0, conflictsWith: ["ipv4Addresses"] }),
  ipv4Addresses: list(string({ pattern: address }), { set: true }),
  networkCardIndex: integer({ min: 0 }),
  networkInterfaceId: ref(types.networkInterface, { holds: false }),
  privateIpAddress: string({ pattern: address }),
  securityGroups: list(ref(types.securityGroup, { holds: false }), { set: true }),
  subnetId: ref(types.subnet, { holds: false }),
});

function checkDisks(inputs: Properties): readonly Refusal[] {
  return items(inputs.blockDeviceMappings).flatMap((mapping, index) => {
    const ebs = (mapping as Properties).ebs as Properties | undefined;
    return refuseIf(
      ebs?.kmsKeyId !== undefined && ebs.encrypted !== undefined && ebs.encrypted !== "true",
      `blockDeviceMappings[${index}].ebs.encrypted`,
      "InvalidParameterDependency: The parameter KmsKeyId requires the parameter Encrypted to be set.",
    );
  });
}

const userDataLimit = 16_384;

function checkUserData(encoded: string | undefined): readonly Refusal[] {
  if (encoded === undefined) return [];
  const raw = Buffer.from(encoded, "base64");
  return [
    ...refuseIf(
      raw.toString("base64") !== encoded,
      "userData",
      "InvalidUserData.Malformed: Invalid BASE64 encoding of user data.",
    ),
    ...refuseIf(
      raw.length > userDataLimit,
      "userData",
      `InvalidParameterValue: User data is limited to ${userDataLimit} bytes`,
    ),
  ];
}

/** What the interfaces of a template say, as properties. */
export const interfacesOf = (template: StoredObject | undefined): readonly Properties[] =>
  items(template?.state.networkInterfaces) as readonly Properties[];

/** What AWS answers whoever makes a machine from a template. */
export function launchRefusals(property: string, template: StoredObject, world: World): readonly Refusal[] {
  const { state } = template;
  const [image, type] = [text(state, "imageId"), text(state, "instanceType")];
  const architecture = image === undefined ? undefined : imageArchitecture(image);
  const cards = interfacesOf(template);
  const says = (condition: boolean, reason: string) => refuseIf(condition, property, reason);
  const own = cards.filter((card) => card.networkInterfaceId !== undefined);
  return [
    ...says(
      image === undefined,
      "ValidationError: You must use a valid fully-formed launch template. The request must contain the parameter ImageId",
    ),
    ...says(
      image !== undefined && architecture === undefined,
      `ValidationError: You must use a valid fully-formed launch template. The parameter of ${image} does not exist`,
    ),
    ...says(
      type === undefined || !instanceTypeExists(type),
      `ValidationError: You must use a valid fully-formed launch template. Invalid instance type: ${type}`,
    ),
    ...says(
      type !== undefined &&
        architecture !== undefined &&
        architecture !== "unknown" &&
        architecture !== architectureOf(type),
      `ValidationError: You must use a valid fully-formed launch template. The architecture '${type && architectureOf(type)}' of the specified instance type does not match the architecture '${architecture}' of the specified AMI.`,
    ),
    ...says(
      cards.length > 0 && texts(state, "vpcSecurityGroupIds").length > 0,
      "InvalidQueryParameter: Invalid launch template: When a network interface is provided, the security groups must be a part of it.",
    ),
    ...says(
      new Set(cards.map(({ deviceIndex }) => deviceIndex)).size < cards.length,
      "InvalidQueryParameter: Incompatible launch template: Each network interface requires a unique device index.",
    ),
    ...says(
      own.some((card) =>
        ["securityGroups", "subnetId", "privateIpAddress", "associatePublicIpAddress", "description"].some(
          (field) => card[field] !== undefined,
        ),
      ),
      "InvalidParameterCombination: A network interface that exists has its own subnet, groups, addresses and description",
    ),
    ...says(
      own.some((card) => card.deleteOnTermination === "true"),
      "InvalidParameterCombination: An interface that exists can not be deleted on termination",
    ),
    ...says(
      own.some((card) => world.find(types.networkInterface, text(card, "networkInterfaceId") ?? "") === undefined),
      "InvalidNetworkInterfaceID.NotFound: The networkInterface ID of the launch template does not exist",
    ),
  ];
}

const versionFields = (inputs: Properties): string => {
  const { tags: _tags, updateDefaultVersion: _default, defaultVersion: _version, ...template } = inputs;
  return JSON.stringify(template);
};

/** Instance requirements, elastic GPUs, licences and secondary interfaces have no model. */
export const launchTemplate: ResourceModel = regional(
  tagged({
    type: types.launchTemplate,
    docs: page("launch_template"),
    inputs: {
      name: string({
        computed: true,
        replaces: true,
        minLength: 3,
        maxLength: 125,
        pattern: /^[a-zA-Z0-9().\-/_]+$/,
        conflictsWith: ["namePrefix"],
      }),
      namePrefix: string({ computed: true, replaces: true, maxLength: 99 }),
      description: string({ maxLength: 255 }),
      imageId: string({ pattern: /^(ami-[0-9a-f]+|resolve:ssm:.+)$/ }),
      instanceType: string(),
      keyName: string(),
      userData: string(),
      ebsOptimized: flag(),
      vpcSecurityGroupIds: list(ref(types.securityGroup, { holds: false }), { set: true }),
      networkInterfaces: list(networkInterface),
      iamInstanceProfile: object({
        arn: ref(types.instanceProfile, { by: "arn", holds: false, conflictsWith: ["name"] }),
        name: ref(types.instanceProfile, { by: "name", holds: false }),
      }),
      metadataOptions: object(
        {
          httpEndpoint: string({ oneOf: ["enabled", "disabled"] }),
          httpTokens: string({ oneOf: ["optional", "required"] }),
          httpPutResponseHopLimit: integer({ min: 1, max: 64 }),
          httpProtocolIpv6: string({ oneOf: ["enabled", "disabled"] }),
          instanceMetadataTags: string({ oneOf: ["enabled", "disabled"] }),
        },
        { computed: true },
      ),
      blockDeviceMappings: list(
        object({
          deviceName: string(),
          noDevice: string(),
          virtualName: string(),
          ebs: object({
            deleteOnTermination: flag(),
            encrypted: flag(),
            iops: integer({ min: 100 }),
            kmsKeyId: kmsKeyArn(),
            snapshotId: string(),
            throughput: integer({ min: 125, max: 2000 }),
            volumeSize: integer({ min: 1, max: 65536 }),
            volumeType: string({ oneOf: ["standard", "gp2", "gp3", "io1", "io2", "st1", "sc1"] }),
          }),
        }),
      ),
      monitoring: object({ enabled: boolean() }),
      tagSpecifications: list(
        object({
          resourceType: string({
            oneOf: ["instance", "volume", "network-interface", "spot-instances-request", "elastic-gpu"],
          }),
          tags: tagMap(),
        }),
      ),
      updateDefaultVersion: boolean({ conflictsWith: ["defaultVersion"] }),
      defaultVersion: integer({ computed: true, min: 1 }),
      disableApiStop: boolean(),
      disableApiTermination: boolean(),
    },
    id: (context) => `lt-${context.hex(17)}`,
    outputs: ["arn", "latestVersion"],
    compute: (context) => {
      const { id, inputs, world } = context;
      const before = world.find(types.launchTemplate, id);
      const latest = Number(before?.state.latestVersion ?? 1);
      const changed = before !== undefined && versionFields(before.inputs) !== versionFields(inputs);
      const latestVersion = changed ? latest + 1 : latest;
      return {
        arn: arn(context, "ec2", `launch-template/${id}`),
        latestVersion,
        ...fill(inputs, {
          name: `${text(inputs, "namePrefix") ?? `${context.resourceName}-`}${context.hex(7)}`,
          namePrefix: "",
          metadataOptions: {},
          defaultVersion: inputs.updateDefaultVersion === true ? latestVersion : 1,
        }),
      };
    },
    unique: [
      {
        fields: ["name"],
        scope: "region",
        reason: "InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.",
      },
    ],
    check: ({ inputs }) => [...checkDisks(inputs), ...checkUserData(text(inputs, "userData"))],
  }),
);
