import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { cloudScripts } from "../../../../src/components/mesh/alicloud/scripts";

const { fetch, takeRoutes } = cloudScripts({
  region: "ap-southeast-1",
  secret: "meridian-apac-mesh-1",
  tables: ["vtb-public", "vtb-private"],
  prefix: "mesh-",
});

/** Runs what follows a program that is not started, and tells what it prints. */
function python(program: string, then: string): unknown {
  const input = `${program.replace('if __name__ == "__main__":', "if False:")}\n${then}`;
  return JSON.parse(execFileSync("python3", ["-"], { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] }));
}

/** Replaces the cloud: three routes in each table, one of which is nobody's business and one taken already. */
const cloud = `
asked, busy, taken = [], [], {}
metadata = lambda path: "i-own"
time.sleep = lambda seconds: None

def call(service, version, action, parameters):
    asked.append([service, version, action, dict(parameters)])
    if action == "ModifyRouteEntry":
        if busy:
            raise Refused(action, busy.pop())
        taken[parameters["RouteEntryId"]] = parameters["NewNextHopId"]
        return {}
    table = parameters["RouteTableId"]
    def route(name, hop):
        id = table + "/" + name
        return {"RouteEntryId": id, "RouteEntryName": name, "NextHops": {"NextHop": [{"NextHopId": taken.get(id, hop)}]}}
    if "NextToken" not in parameters:
        return {"RouteEntrys": {"RouteEntry": [route("default", "ngw-1"), route("mesh-own", "i-own")]}, "NextToken": "2"}
    return {"RouteEntrys": {"RouteEntry": [route("mesh-10-1-0-0-16", "i-other")]}, "NextToken": ""}
`;

describe("the signature", () => {
  it("is that of the documentation's own example", () => {
    const request = `sign({"AccessKeyId": "YourAccessKeyId", "AccessKeySecret": "YourAccessKeySecret"},
      "ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26",
      {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"},
      "2023-10-26T10:22:32Z", "3156853299f313e23d1673dc12e1703d")`;
    const [query, headers] = python(fetch, `print(json.dumps(${request}))`) as [string, Record<string, string>];
    expect(query).toBe("ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai");
    expect(headers.Authorization).toBe(
      "ACS3-HMAC-SHA256 Credential=YourAccessKeyId," +
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version," +
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    );
  });

  it("covers the token of a role, and encodes what a query can not hold", () => {
    const request = `sign({"AccessKeyId": "a", "AccessKeySecret": "b", "SecurityToken": "token/+"},
      "kms.x.aliyuncs.com", "GetSecretValue", "2016-01-20", {"SecretName": "a b/*~ü"}, "d", "n")`;
    const [query, headers] = python(fetch, `print(json.dumps(${request}))`) as [string, Record<string, string>];
    expect(query).toBe("SecretName=a%20b%2F%2A~%C3%BC");
    expect(headers["x-acs-security-token"]).toBe("token/+");
    expect(headers.Authorization).toMatch(/SignedHeaders=host;[\w;-]+;x-acs-security-token;/);
  });
});

describe("the call", () => {
  const http = `
tried = []
def send(method, url, headers):
    tried.append(method + " " + url.split("?")[0])
    if "-vpc." in url:
        raise OSError("no such name")
    raise urllib.error.HTTPError(url, 403, "no", {}, __import__("io").BytesIO(b'{"Code": "Forbidden.RAM"}'))
credentials = lambda: {"AccessKeyId": "a", "AccessKeySecret": "the secret half", "SecurityToken": "the token"}
try:
    main()
except Refused as refusal:
    print(json.dumps({"tried": tried, "said": str(refusal), "busy": refusal.busy}))
`;

  it("goes to the endpoint inside the VPC first, then to the public one, and names no key when it is refused", () => {
    expect(python(fetch, http)).toEqual({
      tried: ["POST https://kms-vpc.ap-southeast-1.aliyuncs.com/", "POST https://kms.ap-southeast-1.aliyuncs.com/"],
      said: "GetSecretValue: Forbidden.RAM",
      busy: false,
    });
  });
});

describe("fetch", () => {
  it("writes the secret's value and nothing else", () => {
    const then = `
def call(*request):
    return {"SecretData": json.dumps(request)}
main()`;
    expect(python(fetch, then)).toEqual([
      "kms",
      "2016-01-20",
      "GetSecretValue",
      { SecretName: "meridian-apac-mesh-1" },
    ]);
  });
});

describe("take-routes", () => {
  it("takes the mesh's routes of all pages and tables that lead elsewhere, and leaves the others", () => {
    const { taken, asked } = python(
      takeRoutes,
      `${cloud}\nmain()\nprint(json.dumps({"taken": taken, "asked": asked}))`,
    ) as { taken: unknown; asked: unknown[][] };
    expect(taken).toEqual({
      "vtb-public/mesh-10-1-0-0-16": "i-own",
      "vtb-private/mesh-10-1-0-0-16": "i-own",
    });
    const changes = asked.filter(([, , action]) => action === "ModifyRouteEntry").map(([, , , query]) => query);
    expect(changes[0]).toEqual({
      RegionId: "ap-southeast-1",
      RouteEntryId: "vtb-public/mesh-10-1-0-0-16",
      NewNextHopType: "Instance",
      NewNextHopId: "i-own",
    });
  });

  it("asks again when the VPC is busy, and changes nothing when there is nothing to change", () => {
    const then = `${cloud}
busy = ["TaskConflict", "IncorrectStatus.RouteTableStatus"]
main()
first = len([one for one in asked if one[2] == "ModifyRouteEntry"])
main()
print(json.dumps([taken, first, len([one for one in asked if one[2] == "ModifyRouteEntry"])]))`;
    const [taken, first, second] = python(takeRoutes, then) as [Record<string, string>, number, number];
    expect(Object.keys(taken)).toHaveLength(2);
    expect([first, second]).toEqual([4, 4]);
  });

  it("gives up at what is no matter of time", () => {
    const then = `${cloud}
busy = ["Forbidden.RAM"]
try:
    main()
except Refused as refusal:
    print(json.dumps(str(refusal)))`;
    expect(python(takeRoutes, then)).toBe("ModifyRouteEntry: Forbidden.RAM");
  });

  it("ends before keepalived loses patience", () => {
    const then = `${cloud}
clock = [0]
def later():
    clock[0] += 5
    return clock[0]
time.monotonic = later
busy = ["TaskConflict"] * 99
try:
    main()
except SystemExit as end:
    print(json.dumps([str(end), clock[0]]))`;
    expect(python(takeRoutes, then)).toEqual(["routes are left at another gateway", 25]);
  });
});
