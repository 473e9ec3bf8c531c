/** What all sides declare: n keys with one item and a nickname each. */
exports.declarations = (n) =>
  Array.from({ length: n }, (_, index) => {
    const name = `web-${String(index).padStart(4, "0")}`;
    return [name, { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }], nickname: name }];
  });
