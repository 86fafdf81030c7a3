// @ts-check
/**
 * Status codes by name, and names by code. A code with two names is found under the older one, as in axios.
 * JavaScript, because it is a table for users.
 * @type {Record<string | number, string | number>}
 */
export const HttpStatusCode = {};

// Where no number is given, the code is the one after that before.
const NAMES =
  'Continue100 SwitchingProtocols Processing EarlyHints Ok200 Created Accepted ' +
  'NonAuthoritativeInformation NoContent ResetContent PartialContent MultiStatus AlreadyReported ' +
  'ImUsed226 MultipleChoices300 MovedPermanently Found SeeOther NotModified UseProxy Unused ' +
  'TemporaryRedirect PermanentRedirect BadRequest400 Unauthorized PaymentRequired Forbidden NotFound ' +
  'MethodNotAllowed NotAcceptable ProxyAuthenticationRequired RequestTimeout Conflict Gone ' +
  'LengthRequired PreconditionFailed PayloadTooLarge ContentTooLarge413 UriTooLong UnsupportedMediaType ' +
  'RangeNotSatisfiable ExpectationFailed ImATeapot MisdirectedRequest421 UnprocessableEntity ' +
  'UnprocessableContent422 Locked FailedDependency TooEarly UpgradeRequired PreconditionRequired428 ' +
  'TooManyRequests RequestHeaderFieldsTooLarge431 UnavailableForLegalReasons451 InternalServerError500 ' +
  'NotImplemented BadGateway ServiceUnavailable GatewayTimeout HttpVersionNotSupported ' +
  'VariantAlsoNegotiates InsufficientStorage LoopDetected NotExtended510 NetworkAuthenticationRequired ' +
  'WebServerReturnsAnUnknownError520 WebServerIsDown ConnectionTimedOut OriginIsUnreachable ' +
  'TimeoutOccurred SslHandshakeFailed InvalidSslCertificate';

let code = 0;
for (const [, name, given] of NAMES.matchAll(/([a-z]+)(\d*)/gi)) {
  code = +given || code + 1;
  HttpStatusCode[name] = code;
  HttpStatusCode[code] ??= name;
}
