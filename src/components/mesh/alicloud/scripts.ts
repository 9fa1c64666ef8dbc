/** The two programs of a gateway that speak to Alibaba Cloud. Debian has no client for it, so the calls are signed here. Pure. */
import type { CloudScripts } from "../../../plan/mesh/boot";

export interface ScriptSettings {
  readonly region: string;
  /** Name of the gateway's secret. */
  readonly secret: string;
  /** Ids of the route tables with routes to the other regions, and what the names of these routes begin with. */
  readonly tables: readonly string[];
  readonly prefix: string;
}

/**
 * Python 3, standard library only. Sources: Alibaba Cloud SDK, "Request syntax and signature method V3" (V2, HMAC-SHA1, is
 * discontinued); ECS, "Instance metadata". A POST whose parameters are in its address has no body and no content type to sign.
 */
export const client = String.raw`
import functools, hashlib, hmac, json, secrets, sys, time
import urllib.error, urllib.parse, urllib.request

METADATA = "http://100.100.100.200/latest"
# What a service answers while it is busy with the same thing, or with too many.
BUSY = ("Throttling", "TaskConflict", "OperationConflict", "OperationFailed.DistibuteLock", "LastTokenProcessing",
        "SystemBusy", "ServiceUnavailable", "IncorrectStatus", "IncorrectRouteEntryStatus", "IncorrectVpcStatus",
        "IncorrectVSwitchStatus", "IncorrectInstanceStatus")


class Refused(Exception):
    def __init__(self, action, code):
        super().__init__(action + ": " + code)
        self.busy = code.startswith(BUSY)


def send(method, url, headers):
    request = urllib.request.Request(url, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=4) as answer:
        return answer.read().decode()


def metadata(path):
    token = send("PUT", METADATA + "/api/token", {"X-aliyun-ecs-metadata-token-ttl-seconds": "60"})
    return send("GET", METADATA + "/meta-data/" + path, {"X-aliyun-ecs-metadata-token": token}).strip()


@functools.lru_cache(maxsize=None)
def credentials():
    return json.loads(metadata("ram/security-credentials/" + metadata("ram/security-credentials/")))


def encode(text):
    return urllib.parse.quote(text, safe="-_.~")


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def sign(known, host, action, version, parameters, date, nonce):
    """The request's query string and headers."""
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": sha256(""),
        "x-acs-date": date,
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    if known.get("SecurityToken"):
        headers["x-acs-security-token"] = known["SecurityToken"]
    names = sorted(headers)
    query = "&".join(encode(key) + "=" + encode(parameters[key]) for key in sorted(parameters))
    canonical = "\n".join([
        "POST",
        "/",
        query,
        "".join(name + ":" + headers[name] + "\n" for name in names),
        ";".join(names),
        sha256(""),
    ])
    text = "ACS3-HMAC-SHA256\n" + sha256(canonical)
    signature = hmac.new(known["AccessKeySecret"].encode(), text.encode(), hashlib.sha256).hexdigest()
    headers["Authorization"] = "ACS3-HMAC-SHA256 Credential=%s,SignedHeaders=%s,Signature=%s" % (
        known["AccessKeyId"], ";".join(names), signature)
    return query, headers


def call(service, version, action, parameters):
    """By the endpoint inside the VPC, else by the public one."""
    failure = None
    for form in ("%s-vpc.%s.aliyuncs.com", "%s.%s.aliyuncs.com"):
        host = form % (service, SETTINGS["region"])
        date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        query, headers = sign(credentials(), host, action, version, parameters, date, secrets.token_hex(16))
        try:
            return json.loads(send("POST", "https://" + host + "/?" + query, headers))
        except urllib.error.HTTPError as error:
            try:
                code = json.loads(error.read().decode()).get("Code", "")
            except ValueError:
                code = ""
            raise Refused(action, code or "HTTP %d" % error.code)
        except OSError as error:
            failure = error
    raise failure


def run(main):
    try:
        main()
    except (Refused, OSError) as error:
        sys.exit(str(error))
`;

const fetchBody = `
def main():
    answer = call("kms", "2016-01-20", "GetSecretValue", {"SecretName": SETTINGS["secret"]})
    sys.stdout.write(answer["SecretData"])
`;

const takeRoutesBody = `
VPC = "2016-04-28"


def routes(table):
    query = {"RegionId": SETTINGS["region"], "RouteTableId": table, "RouteEntryType": "Custom", "MaxResult": "100"}
    while True:
        answer = call("vpc", VPC, "DescribeRouteEntryList", query)
        yield from answer["RouteEntrys"]["RouteEntry"]
        if not answer.get("NextToken"):
            return
        query["NextToken"] = answer["NextToken"]


def hops(route):
    return [hop["NextHopId"] for hop in route.get("NextHops", {}).get("NextHop", [])]


def take(route, own):
    call("vpc", VPC, "ModifyRouteEntry", {
        "RegionId": SETTINGS["region"],
        "RouteEntryId": route["RouteEntryId"],
        "NewNextHopType": "Instance",
        "NewNextHopId": own,
    })


def main():
    end = time.monotonic() + 18
    own = metadata("instance-id")
    while True:
        left = 0
        for table in SETTINGS["tables"]:
            for route in routes(table):
                if not route.get("RouteEntryName", "").startswith(SETTINGS["prefix"]) or own in hops(route):
                    continue
                left += 1
                try:
                    take(route, own)
                except Refused as refusal:
                    if not refusal.busy:
                        raise
                if time.monotonic() > end:
                    sys.exit("routes are left at another gateway")
        if left == 0:
            return
        time.sleep(1)
`;

/** Lists and strings of ASCII are written the same in JSON and in Python. */
const program = (settings: object, body: string): string =>
  `#!/usr/bin/python3\nSETTINGS = ${JSON.stringify(settings)}\n${client}\n${body}\n\nif __name__ == "__main__":\n    run(main)\n`;

export function cloudScripts({ region, secret, tables, prefix }: ScriptSettings): CloudScripts {
  return {
    fetch: program({ region, secret }, fetchBody),
    takeRoutes: program({ region, tables, prefix }, takeRoutesBody),
    packages: ["ca-certificates"],
  };
}
