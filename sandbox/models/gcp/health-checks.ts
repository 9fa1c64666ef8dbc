/** Health checks of a region. */
import { boolean, type Field, integer, type ModelContext, object, type Refusal, string } from "../../core/model";
import { defineGcp, invalid, nameField, projectOf, refuse, selfLink, stated, timestamp } from "./common";

export const regionHealthCheckType = "gcp:compute/regionHealthCheck:RegionHealthCheck";

const port = () => integer({ min: 1, max: 65_535 });
const proxyHeader = () => string({ oneOf: ["NONE", "PROXY_V1"], default: "NONE" });
const portSpecification = () => string({ oneOf: ["USE_FIXED_PORT", "USE_NAMED_PORT", "USE_SERVING_PORT"] });
const http = (): Field =>
  object({
    port: port(),
    portName: string(),
    portSpecification: portSpecification(),
    host: string(),
    requestPath: string({ pattern: /^\//, hint: "a path: /health", default: "/" }),
    response: string({ maxLength: 1024 }),
    proxyHeader: proxyHeader(),
  });
const stream = (): Field =>
  object({
    port: port(),
    portName: string(),
    portSpecification: portSpecification(),
    request: string({ maxLength: 1024 }),
    response: string({ maxLength: 1024 }),
    proxyHeader: proxyHeader(),
  });

const kinds = {
  tcpHealthCheck: "TCP",
  sslHealthCheck: "SSL",
  httpHealthCheck: "HTTP",
  httpsHealthCheck: "HTTPS",
  http2HealthCheck: "HTTP2",
} as const;
const kindFields = Object.keys(kinds) as (keyof typeof kinds)[];

function checkHealthCheck(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  if (kindFields.filter((field) => stated(context, field)).length !== 1)
    refusals.push(refuse("tcpHealthCheck", `exactly one of ${kindFields.join(", ")} must be given`));
  if (Number(inputs.timeoutSec) > Number(inputs.checkIntervalSec))
    refusals.push(
      invalid(
        "timeoutSec",
        `'${inputs.timeoutSec}'. It must not be greater than checkIntervalSec, ${inputs.checkIntervalSec}`,
      ),
    );
  return refusals;
}

export const regionHealthCheck = defineGcp({
  type: regionHealthCheckType,
  page: "compute_region_health_check",
  apis: ["compute"],
  location: "region",
  inputs: {
    name: nameField(),
    description: string(),
    checkIntervalSec: integer({ min: 1, max: 300, default: 5 }),
    timeoutSec: integer({ min: 1, max: 300, default: 5 }),
    healthyThreshold: integer({ min: 1, max: 10, default: 2 }),
    unhealthyThreshold: integer({ min: 1, max: 10, default: 2 }),
    tcpHealthCheck: stream(),
    sslHealthCheck: stream(),
    httpHealthCheck: http(),
    httpsHealthCheck: http(),
    http2HealthCheck: http(),
    logConfig: object({ enable: boolean({ default: false }) }, { computed: true }),
  },
  outputs: ["creationTimestamp", "healthCheckId", "selfLink", "type"],
  id: (context) => `projects/${projectOf(context)}/regions/${context.region}/healthChecks/${context.inputs.name}`,
  compute: (context) => ({
    creationTimestamp: timestamp(context),
    healthCheckId: Number(context.digits(15)),
    logConfig: { enable: false },
    selfLink: selfLink(context.id),
    type: kinds[kindFields.find((field) => context.inputs[field] !== undefined) ?? "tcpHealthCheck"],
  }),
  unique: [
    {
      fields: ["name"],
      scope: "region",
      reason: "Error 409: a health check of this name already exists, alreadyExists",
    },
  ],
  check: checkHealthCheck,
});
