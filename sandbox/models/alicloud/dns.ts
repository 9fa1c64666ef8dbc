/** Alibaba Cloud DNS: domains and records. */
import { isIPv4, isIPv6 } from "node:net";
import { defineResource, integer, ref, string } from "../../core/model";
import { page, tags, text, unless } from "./fields";

const domainType = "alicloud:dns/alidnsDomain:AlidnsDomain";
const recordType = "alicloud:dns/alidnsRecord:AlidnsRecord";
/** Seconds. Domains are on the free edition here: paid ones (AlidnsInstance) have no model. */
const shortestTtl = 600;

export const alidnsDomain = defineResource({
  type: domainType,
  docs: page("alidns_domain"),
  location: "global",
  inputs: {
    domainName: string({
      required: true,
      replaces: true,
      pattern: /^(?!-)(?!..--)([a-z0-9-]{1,63}\.)+[a-z]{2,}$/i,
      hint: "a registered domain: meridian.cn",
    }),
    groupId: string({ computed: true }),
    lang: string(),
    remark: string({ maxLength: 50 }),
    resourceGroupId: string({ replaces: true, computed: true }),
    tags: tags(20, 20),
  },
  unique: [
    {
      fields: ["domainName"],
      scope: "cloud",
      reason: "DomainAddedByOthers: the domain is in somebody's account already",
    },
  ],
  check: ({ inputs }) =>
    unless(
      !/\.(sh|tel)$/.test(text(inputs, "domainName")),
      "domainName",
      "InvalidDomainName: .sh and .tel are not served",
    ),
  id: ({ inputs }) => text(inputs, "domainName"),
  outputs: ["dnsServers", "domainId", "groupName", "punyCode"],
  compute: ({ inputs, hex, digits }) => ({
    dnsServers: ["dns7.hichina.com", "dns8.hichina.com"],
    domainId: `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
    groupId: digits(7),
    groupName: "默认分组",
    punyCode: text(inputs, "domainName"),
    resourceGroupId: "rg-acfm00000000000",
  }),
});

export const alidnsRecord = defineResource({
  type: recordType,
  docs: page("alidns_record"),
  location: "global",
  inputs: {
    domainName: ref(domainType, { required: true, replaces: true, by: "domainName" }),
    rr: string({ required: true, maxLength: 253, pattern: /^(@|\*|(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?)$/i }),
    type: string({
      required: true,
      oneOf: ["A", "NS", "MX", "TXT", "CNAME", "SRV", "AAAA", "CAA", "REDIRECT_URL", "FORWORD_URL"],
    }),
    value: string({ required: true, minLength: 1 }),
    ttl: integer({ min: 1, max: 86400, default: shortestTtl }),
    priority: integer({ min: 1, max: 10 }),
    line: string({ default: "default" }),
    lang: string(),
    remark: string({ maxLength: 50 }),
    status: string({ oneOf: ["ENABLE", "DISABLE"], computed: true }),
    userClientIp: string(),
  },
  unique: [
    {
      fields: ["domainName", "rr", "type", "value", "line"],
      scope: "account",
      reason: "DomainRecordDuplicate: the domain has this record already",
    },
  ],
  check: ({ inputs, given }) => {
    const [type, value, ttl] = [text(inputs, "type"), text(inputs, "value"), Number(inputs.ttl ?? shortestTtl)];
    return [
      ...unless(
        type !== "A" || value === "" || isIPv4(value),
        "value",
        `DomainRecordValueInvalid: ${value} is no IPv4 address`,
      ),
      ...unless(
        type !== "AAAA" || value === "" || isIPv6(value),
        "value",
        `DomainRecordValueInvalid: ${value} is no IPv6 address`,
      ),
      ...unless(
        ttl >= shortestTtl,
        "ttl",
        `QuotaExceeded.TTL: the free edition takes ${shortestTtl} to 86400, not ${ttl}`,
      ),
      ...unless(type !== "MX" || given("priority"), "priority", "missing, and MX needs it"),
    ];
  },
  admit: ({ inputs, world, self }) => {
    const beside = world
      .objects(recordType)
      .filter(
        ({ id, inputs: other }) =>
          id !== self?.id &&
          other.domainName === inputs.domainName &&
          other.rr === inputs.rr &&
          other.line === inputs.line,
      );
    const clash = beside.find(({ inputs: other }) => (other.type === "CNAME") !== (inputs.type === "CNAME"));
    return unless(
      clash === undefined,
      "type",
      `DomainRecordConflict: a CNAME stands alone, and ${clash?.id} has the name`,
    );
  },
  id: ({ digits }) => digits(18),
  outputs: [],
  compute: () => ({ status: "ENABLE" }),
});
