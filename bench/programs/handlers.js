/** Handlers that do nothing, with the outputs that a LicenseKey has. */
const dates = {
  creationDate: "2026-01-01T00:00:00.000Z",
  lastModificationDate: "2026-01-01T00:00:00.000Z",
  updateDate: "2026-01-21T00:00:00.000Z",
  expirationDate: "2026-01-31T00:00:00.000Z",
};

exports.handlers = {
  check: async (olds, news) => ({ inputs: news }),
  diff: async () => ({ changes: false }),
  create: async (inputs) => {
    const keyId = String(Math.floor(Math.random() * 1e8));
    const key = {
      ...{ keyId, keyNumber: `PLSK.${keyId}.0001`, ownerId: "20001", nickname: inputs.nickname },
      ...{ autoRenew: true, suspended: false, terminated: false, status: "active", susStatus: "ACTIVE" },
      ...{ parentKeyId: null, childKeyIds: [], ipAddress: null, restrictIp: false },
      ...{ productConfigurationId: 1, unmatchedItems: [] },
      ...dates,
    };
    return {
      id: keyId,
      outs: { ...inputs, key, credentials: { activationCode: "A00000-000000-000000-000000-000000" } },
    };
  },
  read: async (id, props) => ({ id, props }),
  update: async (id, olds, news) => ({ outs: { ...olds, ...news } }),
  delete: async () => {},
};
