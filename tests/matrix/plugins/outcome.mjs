// What came of a request, without what differs from one try to the next.
export const outcome = (promise) =>
  promise.then(
    ({ status, data }) => ({ status, data }),
    ({ name, code, message, response }) => ({
      ...{ name, code, message },
      ...{ status: response?.status, data: response?.data },
    }),
  );
