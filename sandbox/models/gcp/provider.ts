/** The provider itself: which project and region it points at. Custom endpoints of single services have no model. */
import { findLocation } from "../../../src/facts/locations";
import { boolean, list, object, type ProviderModel, type Refusal, string } from "../../core/model";
import { labelsField, projectId, text } from "./common";

const duration = () => string({ pattern: /^\d+(\.\d+)?(ms|s|m|h)$/, hint: "a duration: 30s" });

export const provider: ProviderModel = {
  inputs: {
    project: string({ pattern: projectId, hint: "a project id" }),
    region: string(),
    zone: string(),
    accessToken: string({ secret: true }),
    credentials: string({ secret: true }),
    externalCredentials: object({
      audience: string({ required: true }),
      identityToken: string({ required: true, secret: true }),
      serviceAccountEmail: string({ required: true }),
    }),
    impersonateServiceAccount: string(),
    impersonateServiceAccountDelegates: list(string()),
    scopes: list(string()),
    billingProject: string(),
    userProjectOverride: boolean(),
    defaultLabels: labelsField(),
    addPulumiAttributionLabel: boolean(),
    pulumiAttributionLabelAdditionStrategy: string({ oneOf: ["CREATION_ONLY", "PROACTIVE"] }),
    batching: object({ enableBatching: boolean(), sendAfter: duration() }),
    deletionPolicy: string({ oneOf: ["DELETE", "PREVENT", "ABANDON"] }),
    disableGooglePartnerName: boolean(),
    googlePartnerName: string(),
    pollInterval: duration(),
    preferGlobalEndpoints: boolean(),
    preferRegionalEndpoints: boolean(),
    requestReason: string(),
    requestTimeout: duration(),
    universeDomain: string({ oneOf: ["googleapis.com"] }),
  },
  placement: ({ project, region }) => ({ account: text(project) ?? "", region: text(region) ?? "" }),
  check: ({ region, zone }) => {
    const refusals: Refusal[] = [];
    const location = text(region) === undefined ? undefined : findLocation("gcp", String(region));
    if (text(region) !== undefined && !location)
      refusals.push({ property: "region", reason: `Google Cloud has no region ${region}` });
    if (location && text(zone) !== undefined && !location.zones.includes(String(zone)))
      refusals.push({ property: "zone", reason: `${location.code} has no zone ${zone}: ${location.zones.join(", ")}` });
    return refusals;
  },
};
