// @ts-check
/**
 * The switches between older and newer behaviour, with axios's defaults. What each does is decided where it
 * is read. JavaScript, because users change them.
 */
export const transitionalDefaults = {
  silentJSONParsing: true,
  forcedJSONParsing: true,
  clarifyTimeoutError: false,
  legacyInterceptorReqResOrdering: true,
  advertiseZstdAcceptEncoding: false,
  validateStatusUndefinedResolves: true,
  encodeBasicAuthUsername: false,
};
