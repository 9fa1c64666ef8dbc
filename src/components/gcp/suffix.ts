/** Characters at the end of names that the cloud never gives twice: drawn by Pulumi, kept in its state. */
import type * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/random/provider";
import { RandomString } from "@pulumi/random/randomString";

export const suffixLength = 6;

export class Suffixes {
  private readonly provider: Provider;

  constructor(
    private readonly parent: pulumi.Resource,
    name: string,
  ) {
    this.provider = new Provider(name, {}, { parent });
  }

  /** Six lower-case letters and digits, drawn anew when one of `keepers` changes. */
  draw(name: string, keepers: Readonly<Record<string, pulumi.Input<string>>>): pulumi.Output<string> {
    const { parent, provider } = this;
    return new RandomString(
      name,
      { length: suffixLength, upper: false, special: false, keepers: { ...keepers } },
      { parent, provider },
    ).result;
  }
}
