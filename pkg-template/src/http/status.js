// @ts-check
/**
 * Status codes by name, and names by code. A code with two names is found under the older one, as in axios.
 * @type {any}
 */
export const HttpStatusCode = {};

const NAMES =
  'Continue100 SwitchingProtocols101 Processing102 EarlyHints103 Ok200 Created201 Accepted202 ' +
  'NonAuthoritativeInformation203 NoContent204 ResetContent205 PartialContent206 MultiStatus207 ' +
  'AlreadyReported208 ImUsed226 MultipleChoices300 MovedPermanently301 Found302 SeeOther303 ' +
  'NotModified304 UseProxy305 Unused306 TemporaryRedirect307 PermanentRedirect308 BadRequest400 ' +
  'Unauthorized401 PaymentRequired402 Forbidden403 NotFound404 MethodNotAllowed405 NotAcceptable406 ' +
  'ProxyAuthenticationRequired407 RequestTimeout408 Conflict409 Gone410 LengthRequired411 ' +
  'PreconditionFailed412 PayloadTooLarge413 ContentTooLarge413 UriTooLong414 ' +
  'UnsupportedMediaType415 RangeNotSatisfiable416 ExpectationFailed417 ImATeapot418 ' +
  'MisdirectedRequest421 UnprocessableEntity422 UnprocessableContent422 Locked423 ' +
  'FailedDependency424 TooEarly425 UpgradeRequired426 PreconditionRequired428 TooManyRequests429 ' +
  'RequestHeaderFieldsTooLarge431 UnavailableForLegalReasons451 InternalServerError500 ' +
  'NotImplemented501 BadGateway502 ServiceUnavailable503 GatewayTimeout504 ' +
  'HttpVersionNotSupported505 VariantAlsoNegotiates506 InsufficientStorage507 LoopDetected508 ' +
  'NotExtended510 NetworkAuthenticationRequired511 WebServerReturnsAnUnknownError520 ' +
  'WebServerIsDown521 ConnectionTimedOut522 OriginIsUnreachable523 TimeoutOccurred524 ' +
  'SslHandshakeFailed525 InvalidSslCertificate526';

for (const [, name, code] of NAMES.matchAll(/(\D+)(\d+) ?/g)) {
  HttpStatusCode[name] = +code;
  HttpStatusCode[code] ??= name;
}
