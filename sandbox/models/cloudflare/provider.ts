/** The cloudflare provider itself. Page: https://registry.terraform.io/providers/cloudflare/cloudflare/latest/docs */
import { type ProviderModel, string } from "../../core/model";

/**
 * The provider names no account: zones do. Its placement is therefore one for all, and the sandbox takes a provider without
 * a token, as no request leaves it.
 */
export const provider: ProviderModel = {
  inputs: {
    apiToken: string({ secret: true, pattern: /^[A-Za-z0-9_-]{40,}$/, conflictsWith: ["apiKey", "apiUserServiceKey"] }),
    apiKey: string({ secret: true, pattern: /^[0-9a-f]{37,}$/, conflictsWith: ["apiUserServiceKey"] }),
    apiUserServiceKey: string({ secret: true }),
    baseUrl: string(),
    email: string({ conflictsWith: ["apiToken"] }),
    userAgentOperatorSuffix: string(),
  },
  placement: () => ({ account: "", region: "" }),
};
