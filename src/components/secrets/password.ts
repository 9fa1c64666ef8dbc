/** A password that Pulumi generates and keeps as a secret in its state. */
import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/random/provider";
import { RandomPassword } from "@pulumi/random/randomPassword";

/** No symbol that a connection string would have to escape, none that ElastiCache, Cloud SQL, RDS or Tair forbids. */
export class Passwords {
  private readonly provider: Provider;

  constructor(private readonly parent: pulumi.Resource) {
    this.provider = new Provider("passwords", {}, { parent });
  }

  generate(name: string): pulumi.Output<string> {
    const password = new RandomPassword(
      name,
      { length: 32, minLower: 1, minUpper: 1, minNumeric: 1, minSpecial: 1, overrideSpecial: "-_" },
      { parent: this.parent, provider: this.provider },
    );
    return pulumi.secret(password.result);
  }
}
