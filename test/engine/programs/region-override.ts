/** us-east with a provider in the right region, and a resource that overrides it. */
import { Provider } from "@pulumi/aws/provider";
import { Bucket } from "@pulumi/aws/s3";
import { program as meridian } from "./network";
import { tags } from "./tags";

export async function program() {
  const outputs = await meridian();
  const provider = new Provider("by-hand", { region: "us-east-1", allowedAccountIds: ["111122223333"] });
  new Bucket(
    "override",
    { bucket: "meridian-by-hand-override", region: "eu-west-1", tags: tags("us-east", "us") },
    { provider },
  );
  return outputs;
}
