/** Public images of ECS: of each system two versions, as in every region. */
import { boolean, type InvokeModel, type Properties, string } from "../../core/model";
import { text } from "./fields";

interface Image {
  readonly id: string;
  /** ISO 8601. */
  readonly created: string;
  readonly name: string;
}

const image = (id: string, created: string, name: string): Image => ({ id, created, name });

export const images: readonly Image[] = [
  image("debian_12_9_x64_20G_alibase_20250117.vhd", "2025-01-20T02:10:00Z", "Debian 12.9 64 bit"),
  image("debian_12_11_x64_20G_alibase_20250725.vhd", "2025-07-28T02:10:00Z", "Debian 12.11 64 bit"),
  image("debian_13_0_x64_20G_alibase_20250910.vhd", "2025-09-12T02:10:00Z", "Debian 13.0 64 bit"),
  image("ubuntu_24_04_x64_20G_alibase_20250117.vhd", "2025-01-20T02:10:00Z", "Ubuntu 24.04 64 bit"),
  image("ubuntu_24_04_x64_20G_alibase_20250722.vhd", "2025-07-24T02:10:00Z", "Ubuntu 24.04 64 bit"),
];

/** GiB of a public image. */
export const imageSize = 20;

const described = ({ id, created, name }: Image): Properties => ({
  id,
  imageId: id,
  name: id,
  architecture: "x86_64",
  creationTime: created,
  description: "",
  diskDeviceMappings: [],
  imageOwnerAlias: "system",
  imageVersion: "",
  isCopied: false,
  isSelfShared: "",
  isSubscribed: false,
  isSupportIoOptimized: true,
  osName: name,
  osNameEn: name,
  osType: "linux",
  platform: name.split(" ")[0] ?? "",
  productCode: "",
  progress: "100%",
  size: imageSize,
  state: "Available",
  status: "Available",
  usage: "instance",
  tags: {},
});

export const getImages: InvokeModel = {
  token: "alicloud:ecs/getImages:getImages",
  docs: "https://registry.terraform.io/providers/aliyun/alicloud/latest/docs/data-sources/images",
  inputs: {
    architecture: string({ oneOf: ["i386", "x86_64", "arm64"] }),
    imageId: string(),
    imageName: string(),
    mostRecent: boolean({ default: false }),
    nameRegex: string(),
    osType: string({ oneOf: ["linux", "windows"] }),
    outputFile: string(),
    owners: string({ oneOf: ["system", "self", "others", "marketplace"] }),
    status: string({ oneOf: ["Creating", "Waiting", "Available", "UnAvailable", "CreateFailed", "Deprecated"] }),
  },
  answer: ({ inputs }) => {
    const wanted = new RegExp(text(inputs, "nameRegex"));
    const asked = (key: string, value: string) => inputs[key] === undefined || inputs[key] === value;
    const found = images
      .filter(({ id }) => wanted.test(id) && asked("imageId", id) && asked("imageName", id))
      .filter(() => asked("owners", "system") && asked("osType", "linux") && asked("architecture", "x86_64"))
      .filter(() => asked("status", "Available"))
      .sort((one, other) => other.created.localeCompare(one.created));
    const chosen = inputs.mostRecent === true ? found.slice(0, 1) : found;
    const ids = chosen.map(({ id }) => id);
    return { ...inputs, id: `images-${ids.join("-")}`, ids, images: chosen.map(described) };
  },
};
