/** eu-west, and a bucket that somebody put into the United States by hand. */
import { Provider } from "@pulumi/gcp/provider";
import { Bucket } from "@pulumi/gcp/storage";
import { program as meridian } from "./network";
import { tags } from "./tags";

export async function program() {
  const outputs = await meridian();
  const provider = new Provider("by-hand", { project: "meridian-eu-west", region: "europe-west3" });
  new Bucket(
    "abroad",
    {
      name: "meridian-by-hand-abroad",
      location: "us-east1",
      labels: tags("eu-west", "eu"),
      uniformBucketLevelAccess: true,
    },
    { provider },
  );
  return outputs;
}
