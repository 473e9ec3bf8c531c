import { bypassesProxy } from "../../../provider/transport/proxy";

describe("NO_PROXY", () => {
  const mapped = "https://[::ffff:127.0.0.1]:8443/";
  it.each<[string, string, boolean]>([
    ["", "https://a.example/", false],
    ["*", "https://a.example/", true],
    ["none.invalid,*", mapped, true],
    [" * ", mapped, true],
    ["::ffff:7f00:1", mapped, true],
    ["[::ffff:7f00:1]", mapped, true],
    ["[::ffff:7f00:1]:8443", mapped, true],
    ["[::ffff:7f00:1]:443", mapped, false],
    ["::ffff:127.0.0.1", mapped, true],
    ["2001:0DB8::0001", "https://[2001:db8::1]/", true],
    ["2001:db8::/32", "https://[2001:db8:1::1]/", true],
    ["2001:db8::/32", "https://[2001:db9::1]/", false],
    ["10.0.0.0/8", "https://10.1.2.3/", true],
    ["10.0.0.0/", "https://10.1.2.3/", false],
    ["10.0.0.0/33", "https://10.0.0.0/", false],
    ["10.1.2.3", "https://10.1.2.3/", true],
    ["1.2.3", "https://10.1.2.3/", false],
    ["10.1.2.3", "https://110.1.2.3/", false],
    ["a.example", "https://a.example/", true],
    ["A.Example.", "https://a.example/", true],
    [".example", "https://a.example/", true],
    ["*.example", "https://a.example/", true],
    ["example", "https://a.example:8443/", true],
    ["ample", "https://a.example/", false],
    ["b.a.example", "https://a.example/", false],
    ["x y,\ta.example ;", "https://a.example/", true],
    ["a.example:8443", "https://a.example:8443/", true],
    ["a.example:8443", "https://a.example/", false],
    ["a.example:443", "https://a.example/", true],
    ["a.example:", "https://a.example/", false],
    ["münchen.example", "https://xn--mnchen-3ya.example/", true],
    [".", "https://a.example/", false],
    [",,", "https://a.example/", false],
    ["[", "https://a.example/", false],
  ])("%j and %s: %s", (list, url, expected) => {
    expect(bypassesProxy(list, url)).toBe(expected);
  });
});
