/** Identity Management Service: issuers of tokens that RAM believes. One account, no location. */
import { defineResource, integer, list, string } from "../../core/model";
import { page, text } from "./fields";

export const oidcProvider = defineResource({
  type: "alicloud:ims/oidcProvider:OidcProvider",
  docs: page("ims_oidc_provider"),
  location: "global",
  inputs: {
    oidcProviderName: string({
      required: true,
      replaces: true,
      maxLength: 128,
      pattern: /^(?![._-])[A-Za-z0-9._-]+(?<![._-])$/,
      hint: "letters, digits, ., - and _, none of these three at an end",
    }),
    issuerUrl: string({ required: true, replaces: true, maxLength: 255, pattern: /^https:\/\//, hint: "an https URL" }),
    clientIds: list(string({ minLength: 1, maxLength: 64 }), { set: true, maxItems: 50 }),
    fingerprints: list(string({ pattern: /^[A-Za-z0-9]{1,128}$/ }), { set: true, maxItems: 5 }),
    issuanceLimitTime: integer({ min: 1, max: 168, computed: true }),
    description: string({ maxLength: 256 }),
  },
  quota: { most: 100, scope: "account", reason: "LimitExceeded.OIDCProvider: an account has at most 100" },
  unique: [
    {
      fields: ["oidcProviderName"],
      scope: "account",
      reason: "EntityAlreadyExists.OIDCProvider: the account has a provider of this name",
    },
    {
      fields: ["issuerUrl"],
      scope: "account",
      reason: "EntityAlreadyExists.OIDCProvider.IssuerUrl: the account has a provider of this issuer",
    },
  ],
  id: ({ inputs }) => text(inputs, "oidcProviderName"),
  outputs: ["arn", "createTime"],
  compute: ({ inputs, placement }) => ({
    arn: `acs:ram::${placement.account}:oidc-provider/${text(inputs, "oidcProviderName")}`,
    createTime: "2024-01-01T00:00:00Z",
    issuanceLimitTime: 12,
  }),
});
