/** Service agents that are made on request. */
import { string } from "../../core/model";
import { agentOf, isAgentApi, projectNumber, serviceIdentityType } from "./agents";
import { defineGcp, projectOf, refuse, serviceType, text } from "./common";

const apiOf = (service: string): string => service.replace(/\.googleapis\.com$/, "");

export const serviceIdentity = defineGcp({
  type: serviceIdentityType,
  page: "project_service_identity",
  location: "global",
  takesDeletionPolicy: false,
  inputs: {
    service: string({
      required: true,
      replaces: true,
      pattern: /^[a-z0-9-]+\.googleapis\.com$/,
      hint: "the API's host name: sqladmin.googleapis.com",
    }),
  },
  outputs: ["email", "member"],
  // Asking for one that is there is no error, so several stacks may; the first has the cloud's own id.
  id: (context) => {
    const id = `projects/${projectOf(context)}/services/${context.inputs.service}`;
    return context.world.find(serviceIdentityType, id) ? `${id}#${context.hex(8)}` : id;
  },
  compute: (context) => {
    const api = apiOf(text(context.inputs.service) ?? "");
    const project = projectOf(context);
    const email = isAgentApi(api)
      ? agentOf(api, project)
      : `service-${projectNumber(project)}@gcp-sa-${api}.iam.gserviceaccount.com`;
    return { email, member: `serviceAccount:${email}` };
  },
  admit: (context) => {
    const { inputs, world } = context;
    const on = world
      .objects(serviceType)
      .some((entry) => entry.placement.account === projectOf(context) && entry.inputs.service === inputs.service);
    return on
      ? []
      : [
          refuse(
            "service",
            `Error 400: ${inputs.service} is not enabled in project ${projectOf(context)}, failedPrecondition`,
          ),
        ];
  },
});
