/** china, and a bucket on AWS. */
import { Provider } from "@pulumi/aws/provider";
import { Bucket } from "@pulumi/aws/s3";
import { program as meridian } from "./network";
import { tags } from "./tags";

export async function program() {
  const outputs = await meridian();
  const provider = new Provider("by-hand", { region: "us-east-1", allowedAccountIds: ["111122223333"] });
  new Bucket("foreign", { bucket: "meridian-by-hand-foreign", tags: tags("china", "cn") }, { provider });
  return outputs;
}
