// The imports of axios, in every file: from everfetch. It decides which of them can be replaced; a file that takes
// something from axios that everfetch has not refuses the whole change, since both together would be two clients.

import { bare, keyOf, literalOf, walk } from '../source/ast.js';

/** What everfetch exports, as its index.d.ts declares it. */
export const EXPORTS = new Set(
  `AddressFamily ApiClient Axios AxiosAdapter AxiosBasicCredentials AxiosDefaults AxiosError
    AxiosHeaderParameters AxiosHeaderValue AxiosHeaders AxiosInstance AxiosInterceptorManager
    AxiosInterceptorOptions AxiosProgressEvent AxiosPromise AxiosProxyConfig AxiosRequestConfig
    AxiosRequestHeaders AxiosRequestTransformer AxiosResponse AxiosResponseDefault AxiosResponseHeaders
    AxiosResponseTransformer AxiosStatic Cancel CancelStatic CancelToken CancelTokenSource CancelTokenStatic
    CanceledError Canceler CreateAxiosDefaults CustomParamsSerializer EverfetchError EverfetchHeaders
    EverfetchRequestOptions FetchInit ForeignOption
    FormDataVisitorHelpers FormSerializerOptions GenericAbortSignal GenericFormData GenericHTMLFormElement
    HeadersDefaults HttpStatusCode InternalAxiosRequestConfig LoginContext LookupAddress LookupAddressEntry
    Method ParamEncoder ParamsSerializerOptions RawAxiosHeaders RawAxiosRequestConfig RawAxiosRequestHeaders
    RawAxiosResponseHeaders RefreshContext RefreshFailure RefreshFunction ResponseType RetryOptions
    SchemaConfig SchemaIssue SchemaOutput SerializerOptions SerializerVisitor Session SessionCall
    SessionCallTokens SessionEndReason SessionEvents SessionGuarantees SessionOptions SessionRecord
    SessionSnapshot SessionState SessionStorageAdapter SessionTimelineEntry SessionTokens StandardSchema
    TokenReply TransitionalOptions VERSION all create default formToJSON getAdapter isApiClient isAxiosError
    isCancel isCancelToken isEverfetchError isEverfetchHeaders
    mergeConfig responseEncoding spread toFormData`
    .split(/\s+/)
    .filter(Boolean),
);

/** Every mention of a package in a module. @returns {{ node: any, source: string, kind: string, names?: string[] }[]} */
export function mentions(module, name) {
  const found = [];
  const isIt = (source) => source === name || (typeof source === 'string' && source.startsWith(`${name}/`));
  for (const { program } of module.blocks)
    walk(program, (node) => {
      if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && isIt(node.source?.value)) {
        const names = (node.specifiers ?? []).map((one) =>
          one.type === 'ImportSpecifier'
            ? one.imported.name
            : one.type === 'ExportSpecifier'
              ? one.local.name
              : 'default',
        );
        found.push({ node: node.source, source: node.source.value, kind: node.type, names });
      } else if (
        node.type === 'CallExpression' &&
        node.callee.name === 'require' &&
        isIt(literalOf(node.arguments[0]))
      )
        found.push({
          node: node.arguments[0],
          source: literalOf(node.arguments[0]),
          kind: 'require',
          call: node,
        });
      else if (node.type === 'ImportExpression' && isIt(literalOf(node.source)))
        found.push({ node: bare(node.source), source: literalOf(node.source), kind: 'dynamic' });
      else if (node.type === 'TSImportType' && isIt(literalOf(node.argument ?? node.source)))
        found.push({ node: node.argument ?? node.source, source: name, kind: 'type' });
      else if (node.type === 'TSModuleDeclaration' && isIt(literalOf(node.id)))
        found.push({ node: node.id, source: literalOf(node.id), kind: 'augment' });
      else if (
        node.type === 'CallExpression' &&
        /^(mock|doMock|unmock)$/.test(bare(node.callee).property?.name ?? '') &&
        isIt(literalOf(node.arguments[0]))
      )
        found.push({ node: node.arguments[0], source: literalOf(node.arguments[0]), kind: 'mock' });
    });
  return found;
}

const NODE_ONLY =
  /^(httpAgent|httpsAgent|socketPath|beforeRedirect|maxRedirects|lookup|insecureHTTPParser|transport)$/;

/** Options that only axios's own adapter for Node knows: without them requests would go another way. */
export function nodeOptions(module) {
  const found = [];
  for (const { program } of module.blocks)
    walk(program, (node) => {
      if (node.type === 'Property' && NODE_ONLY.test(keyOf(node) ?? '')) found.push({ module, node });
      if (node.type === 'Property' && keyOf(node) === 'adapter' && literalOf(node.value) === 'http')
        found.push({ module, node });
    });
  return found;
}

/** Why an import cannot be everfetch's, or undefined. */
export function obstacle({ source, names }) {
  if (source !== 'axios') return `${source} is a part of axios that everfetch has not`;
  const missing = (names ?? []).filter((name) => !EXPORTS.has(name));
  return missing.length ? `everfetch has no ${missing.join(', ')}` : undefined;
}

/** `require('everfetch')` has the same shape as `require('axios')`. */
export function replaceMention(module, { node }, edits) {
  const quote = module.text[node.start];
  edits.replace(module, node.start, node.end, `${quote}everfetch${quote}`);
}
