// Types of everfetch for CommonJS; made of index.d.ts, which has the explanations, by scripts/commonjs-types.mjs.

declare namespace values {
  import LiteralOr = everfetch.LiteralOr;
  import AxiosHeaderValue = everfetch.AxiosHeaderValue;
  import AxiosHeaderParameters = everfetch.AxiosHeaderParameters;
  import RawAxiosHeaders = everfetch.RawAxiosHeaders;
  import MethodsHeaders = everfetch.MethodsHeaders;
  import AxiosHeaderMatcher = everfetch.AxiosHeaderMatcher;
  import AxiosHeaderParser = everfetch.AxiosHeaderParser;
  import HeaderRewrite = everfetch.HeaderRewrite;
  import RequestHeaderName = everfetch.RequestHeaderName;
  import ContentType = everfetch.ContentType;
  import RawAxiosRequestHeaders = everfetch.RawAxiosRequestHeaders;
  import AxiosRequestHeaders = everfetch.AxiosRequestHeaders;
  import ResponseHeaderName = everfetch.ResponseHeaderName;
  import RawAxiosResponseHeaders = everfetch.RawAxiosResponseHeaders;
  import AxiosResponseHeaders = everfetch.AxiosResponseHeaders;
  import AxiosRequestTransformer = everfetch.AxiosRequestTransformer;
  import AxiosResponseTransformer = everfetch.AxiosResponseTransformer;
  import AxiosAdapter = everfetch.AxiosAdapter;
  import AxiosBasicCredentials = everfetch.AxiosBasicCredentials;
  import AxiosProxyConfig = everfetch.AxiosProxyConfig;
  import UppercaseMethod = everfetch.UppercaseMethod;
  import Method = everfetch.Method;
  import ResponseType = everfetch.ResponseType;
  import UppercaseResponseEncoding = everfetch.UppercaseResponseEncoding;
  import responseEncoding = everfetch.responseEncoding;
  import TransitionalOptions = everfetch.TransitionalOptions;
  import GenericAbortSignal = everfetch.GenericAbortSignal;
  import FormDataVisitorHelpers = everfetch.FormDataVisitorHelpers;
  import SerializerVisitor = everfetch.SerializerVisitor;
  import SerializerOptions = everfetch.SerializerOptions;
  import FormSerializerOptions = everfetch.FormSerializerOptions;
  import ParamEncoder = everfetch.ParamEncoder;
  import CustomParamsSerializer = everfetch.CustomParamsSerializer;
  import ParamsSerializerOptions = everfetch.ParamsSerializerOptions;
  import BrowserProgressEvent = everfetch.BrowserProgressEvent;
  import AxiosProgressEvent = everfetch.AxiosProgressEvent;
  import AxiosAdapterName = everfetch.AxiosAdapterName;
  import AxiosAdapterConfig = everfetch.AxiosAdapterConfig;
  import AddressFamily = everfetch.AddressFamily;
  import LookupAddressEntry = everfetch.LookupAddressEntry;
  import LookupAddress = everfetch.LookupAddress;
  import ForeignOption = everfetch.ForeignOption;
  import EverfetchRequestOptions = everfetch.EverfetchRequestOptions;
  import AxiosRequestConfig = everfetch.AxiosRequestConfig;
  import RetryOptions = everfetch.RetryOptions;
  import StandardSchema = everfetch.StandardSchema;
  import SchemaIssue = everfetch.SchemaIssue;
  import SchemaConfig = everfetch.SchemaConfig;
  import SchemaOutput = everfetch.SchemaOutput;
  import RawAxiosRequestConfig = everfetch.RawAxiosRequestConfig;
  import InternalAxiosRequestConfig = everfetch.InternalAxiosRequestConfig;
  import HeadersDefaults = everfetch.HeadersDefaults;
  import AxiosDefaults = everfetch.AxiosDefaults;
  import CreateAxiosDefaults = everfetch.CreateAxiosDefaults;
  import AxiosResponse = everfetch.AxiosResponse;
  import AxiosResponseDefault = everfetch.AxiosResponseDefault;
  import AxiosResponseResult = everfetch.AxiosResponseResult;
  import AxiosPromise = everfetch.AxiosPromise;
  import CancelStatic = everfetch.CancelStatic;
  import Canceler = everfetch.Canceler;
  import CancelTokenStatic = everfetch.CancelTokenStatic;
  import CancelTokenSource = everfetch.CancelTokenSource;
  import AxiosInterceptorOptions = everfetch.AxiosInterceptorOptions;
  import AxiosInterceptorFulfilled = everfetch.AxiosInterceptorFulfilled;
  import AxiosInterceptorRejected = everfetch.AxiosInterceptorRejected;
  import AxiosRequestInterceptorUse = everfetch.AxiosRequestInterceptorUse;
  import AxiosResponseInterceptorUse = everfetch.AxiosResponseInterceptorUse;
  import AxiosInterceptorHandler = everfetch.AxiosInterceptorHandler;
  import AxiosInterceptorManager = everfetch.AxiosInterceptorManager;
  import FetchInit = everfetch.FetchInit;
  import AxiosInstance = everfetch.AxiosInstance;
  import GenericFormData = everfetch.GenericFormData;
  import GenericHTMLFormElement = everfetch.GenericHTMLFormElement;
  import AxiosStatic = everfetch.AxiosStatic;
  import SessionTokens = everfetch.SessionTokens;
  import TokenReply = everfetch.TokenReply;
  import MaybePromise = everfetch.MaybePromise;
  import SessionRecord = everfetch.SessionRecord;
  import SessionStorageAdapter = everfetch.SessionStorageAdapter;
  import SessionCallTokens = everfetch.SessionCallTokens;
  import OfTokens = everfetch.OfTokens;
  import SessionCall = everfetch.SessionCall;
  import RefreshContext = everfetch.RefreshContext;
  import RefreshFunction = everfetch.RefreshFunction;
  import SessionEndReason = everfetch.SessionEndReason;
  import RefreshFailure = everfetch.RefreshFailure;
  import LoginContext = everfetch.LoginContext;
  import SessionOptions = everfetch.SessionOptions;
  import SessionState = everfetch.SessionState;
  import SessionSnapshot = everfetch.SessionSnapshot;
  import SessionEvents = everfetch.SessionEvents;
  import SessionGuarantees = everfetch.SessionGuarantees;
  import SessionTimelineEntry = everfetch.SessionTimelineEntry;
  import Session = everfetch.Session;

  /**
   * A container of headers. They are its own enumerable properties. Names are case-insensitive:
   * `headers['content-type']` and `headers.get('Content-Type')` both work on a response.
   */
  class AxiosHeaders {
    /** @param headers an object, another container, or the text of a header block */
    constructor(headers?: RawAxiosHeaders | AxiosHeaders | string);

    [key: string]: any;

    /** Sets one header. With `rewrite` false, only if it is absent; with true, even if it is blocked by `false`. */
    set(headerName?: string, value?: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** Sets all headers of an object, a container, or the text of a header block. */
    set(headers?: RawAxiosHeaders | AxiosHeaders | string, rewrite?: boolean): AxiosHeaders;
    /** Sets all headers of an iterable of pairs, such as a fetch `Headers`. */
    set(headers?: Iterable<[string, AxiosHeaderValue]>, rewrite?: boolean): AxiosHeaders;

    /** The parameters of a header's value, e.g. the charset of a Content-Type. */
    get(headerName: string, parser: typeof AxiosHeaders.parseParameters): AxiosHeaderParameters;
    /** The match of a regular expression in a header's value. */
    get(headerName: string, parser: RegExp): RegExpExecArray | null;
    /** The value. With `true`, its tokens as a map; with a function, that function's result. */
    get(headerName: string, matcher?: true | AxiosHeaderParser): AxiosHeaderValue;

    /** Whether a header is present and matches. */
    has(header: string, matcher?: AxiosHeaderMatcher): boolean;

    /** Removes headers; true if there were any. */
    delete(header: string | string[], matcher?: AxiosHeaderMatcher): boolean;

    /** Removes all headers, or those whose name matches; true if there were any. */
    clear(matcher?: AxiosHeaderMatcher): boolean;

    /** Merges different spellings of one name; with `true`, names become Title-Case. */
    normalize(format: boolean): AxiosHeaders;

    /** A new container with the headers of this one and of others; later ones win. */
    concat(...targets: Array<AxiosHeaders | RawAxiosHeaders | string | undefined | null>): AxiosHeaders;

    /** A plain object without prototype; with `true`, lists are joined with commas. */
    toJSON(asStrings: true): Record<string, string>;
    toJSON(asStrings?: false): Record<string, string | string[]>;
    toJSON(asStrings?: boolean): Record<string, string | string[]>;

    /** Returns `thing` if it is already a container, otherwise a new container made from it. */
    static from(thing?: AxiosHeaders | RawAxiosHeaders | string): AxiosHeaders;

    /** Parses `text/html; charset="utf-8"` to `{ charset: 'utf-8' }`. Quotes are supported. */
    static parseParameters(value: AxiosHeaderValue): AxiosHeaderParameters;

    /** Defines `getX`, `setX` and `hasX` on the class. */
    static accessor(header: string | string[]): AxiosHeaders;

    /** A new container with the headers of all; later ones win. */
    static concat(
      ...targets: Array<AxiosHeaders | RawAxiosHeaders | string | undefined | null>
    ): AxiosHeaders;

    /** Sets `Content-Type`; see {@link AxiosHeaders.set}. */
    setContentType(value: ContentType, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `Content-Type`, or the parsed result. */
    getContentType(parser?: RegExp): RegExpExecArray | null;
    getContentType(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `Content-Type` is present and matches. */
    hasContentType(matcher?: AxiosHeaderMatcher): boolean;

    /** Sets `Content-Length`; see {@link AxiosHeaders.set}. */
    setContentLength(value: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `Content-Length`, or the parsed result. */
    getContentLength(parser?: RegExp): RegExpExecArray | null;
    getContentLength(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `Content-Length` is present and matches. */
    hasContentLength(matcher?: AxiosHeaderMatcher): boolean;

    /** Sets `Accept`; see {@link AxiosHeaders.set}. */
    setAccept(value: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `Accept`, or the parsed result. */
    getAccept(parser?: RegExp): RegExpExecArray | null;
    getAccept(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `Accept` is present and matches. */
    hasAccept(matcher?: AxiosHeaderMatcher): boolean;

    /** Sets `User-Agent`; see {@link AxiosHeaders.set}. */
    setUserAgent(value: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `User-Agent`, or the parsed result. */
    getUserAgent(parser?: RegExp): RegExpExecArray | null;
    getUserAgent(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `User-Agent` is present and matches. */
    hasUserAgent(matcher?: AxiosHeaderMatcher): boolean;

    /** Sets `Content-Encoding`; see {@link AxiosHeaders.set}. */
    setContentEncoding(value: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `Content-Encoding`, or the parsed result. */
    getContentEncoding(parser?: RegExp): RegExpExecArray | null;
    getContentEncoding(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `Content-Encoding` is present and matches. */
    hasContentEncoding(matcher?: AxiosHeaderMatcher): boolean;

    /** Sets `Authorization`; see {@link AxiosHeaders.set}. */
    setAuthorization(value: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `Authorization`, or the parsed result. */
    getAuthorization(parser?: RegExp): RegExpExecArray | null;
    getAuthorization(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `Authorization` is present and matches. */
    hasAuthorization(matcher?: AxiosHeaderMatcher): boolean;

    /** The Set-Cookie headers, as a list. It is empty in browsers, which hide them. */
    getSetCookie(): string[];

    /** The text of a header block. */
    toString(): string;

    [Symbol.iterator](): IterableIterator<[string, AxiosHeaderValue]>;
  }

  /** Status codes by name. */
  enum HttpStatusCode {
    Continue = 100,
    SwitchingProtocols = 101,
    Processing = 102,
    EarlyHints = 103,
    Ok = 200,
    Created = 201,
    Accepted = 202,
    NonAuthoritativeInformation = 203,
    NoContent = 204,
    ResetContent = 205,
    PartialContent = 206,
    MultiStatus = 207,
    AlreadyReported = 208,
    ImUsed = 226,
    MultipleChoices = 300,
    MovedPermanently = 301,
    Found = 302,
    SeeOther = 303,
    NotModified = 304,
    UseProxy = 305,
    Unused = 306,
    TemporaryRedirect = 307,
    PermanentRedirect = 308,
    BadRequest = 400,
    Unauthorized = 401,
    PaymentRequired = 402,
    Forbidden = 403,
    NotFound = 404,
    MethodNotAllowed = 405,
    NotAcceptable = 406,
    ProxyAuthenticationRequired = 407,
    RequestTimeout = 408,
    Conflict = 409,
    Gone = 410,
    LengthRequired = 411,
    PreconditionFailed = 412,
    /** @deprecated The newer name is `ContentTooLarge`. */
    PayloadTooLarge = 413,
    ContentTooLarge = 413,
    UriTooLong = 414,
    UnsupportedMediaType = 415,
    RangeNotSatisfiable = 416,
    ExpectationFailed = 417,
    ImATeapot = 418,
    MisdirectedRequest = 421,
    /** @deprecated The newer name is `UnprocessableContent`. */
    UnprocessableEntity = 422,
    UnprocessableContent = 422,
    Locked = 423,
    FailedDependency = 424,
    TooEarly = 425,
    UpgradeRequired = 426,
    PreconditionRequired = 428,
    TooManyRequests = 429,
    RequestHeaderFieldsTooLarge = 431,
    UnavailableForLegalReasons = 451,
    InternalServerError = 500,
    NotImplemented = 501,
    BadGateway = 502,
    ServiceUnavailable = 503,
    GatewayTimeout = 504,
    HttpVersionNotSupported = 505,
    VariantAlsoNegotiates = 506,
    InsufficientStorage = 507,
    LoopDetected = 508,
    NotExtended = 510,
    NetworkAuthenticationRequired = 511,
    WebServerReturnsAnUnknownError = 520,
    WebServerIsDown = 521,
    ConnectionTimedOut = 522,
    OriginIsUnreachable = 523,
    TimeoutOccurred = 524,
    SslHandshakeFailed = 525,
    InvalidSslCertificate = 526,
  }

  /* -------------------------------------------------------------------------------------------------- errors --- */

  /** The error that every failure rejects with. */
  class AxiosError<T = unknown, D = any, P = any> extends Error {
    constructor(
      message?: string,
      code?: string,
      config?: InternalAxiosRequestConfig<D, P>,
      request?: any,
      response?: AxiosResponse<T, D, {}, P>,
    );

    /** The config of the request that failed. */
    config?: InternalAxiosRequestConfig<D, P>;
    /** The error code: one of the constants of this class. */
    code?: string;
    /** The XMLHttpRequest, or an object in its place. */
    request?: any;
    /** The response, if there was one. */
    response?: AxiosResponse<T, D, {}, P>;
    /** Always true. It identifies an error of this package, or of axios. */
    isAxiosError: boolean;
    /** The status of the response. */
    status?: number;
    /** A plain snapshot; respects `redact`, and contains no token of the session. */
    toJSON: () => object;
    /** The underlying error, from fetch or from the refresh. */
    cause?: Error;
    /** The event of XMLHttpRequest. */
    event?: BrowserProgressEvent;
    /** The reason, on session errors: a {@link SessionEndReason}, `noSession` or `bodyNotReplayable`. */
    reason?: SessionEndReason | 'noSession' | 'bodyNotReplayable';
    /** Whether the same request may succeed later. Set on session errors, and on a 401 while refreshing is paused. */
    retryable?: boolean;
    /** On session errors, the API's own refusal. Only ERR_SESSION_ENDED has it as `response` too. Not enumerable. */
    refused?: AxiosResponse<T, D, {}, P>;
    /** The mismatches, if the data did not match the `schema`. */
    issues?: ReadonlyArray<SchemaIssue>;

    /** Wraps another error: keeps its name and message, sets `cause`. */
    static from<T = unknown, D = any, P = any>(
      error: Error | unknown,
      code?: string,
      config?: InternalAxiosRequestConfig<D, P>,
      request?: any,
      response?: AxiosResponse<T, D, {}, P>,
      customProps?: object,
    ): AxiosError<T, D, P>;

    /** Never raised in a browser. */
    static readonly ERR_FR_TOO_MANY_REDIRECTS = 'ERR_FR_TOO_MANY_REDIRECTS';
    /** An option has a value that it cannot take. */
    static readonly ERR_BAD_OPTION_VALUE = 'ERR_BAD_OPTION_VALUE';
    /** There is no such option. */
    static readonly ERR_BAD_OPTION = 'ERR_BAD_OPTION';
    /** There was no response that the page may read. */
    static readonly ERR_NETWORK = 'ERR_NETWORK';
    /** An option was removed. */
    static readonly ERR_DEPRECATED = 'ERR_DEPRECATED';
    /** A failed status other than 4xx, a response over the size limit, or JSON that cannot be parsed. */
    static readonly ERR_BAD_RESPONSE = 'ERR_BAD_RESPONSE';
    /** A status 4xx, a body over the size limit, or an unsupported URL scheme. */
    static readonly ERR_BAD_REQUEST = 'ERR_BAD_REQUEST';
    /** Not supported here. */
    static readonly ERR_NOT_SUPPORT = 'ERR_NOT_SUPPORT';
    /** A URL that cannot be parsed. */
    static readonly ERR_INVALID_URL = 'ERR_INVALID_URL';
    /** Canceled. */
    static readonly ERR_CANCELED = 'ERR_CANCELED';
    /** A form is nested too deeply. */
    static readonly ERR_FORM_DATA_DEPTH_EXCEEDED = 'ERR_FORM_DATA_DEPTH_EXCEEDED';
    /** Timed out, or aborted by the browser. */
    static readonly ECONNABORTED = 'ECONNABORTED';
    /** Never raised in a browser. */
    static readonly ECONNREFUSED = 'ECONNREFUSED';
    /** Timed out, with `transitional.clarifyTimeoutError`. */
    static readonly ETIMEDOUT = 'ETIMEDOUT';
    /** The session has ended; `reason` says why. */
    static readonly ERR_SESSION_ENDED = 'ERR_SESSION_ENDED';
    /** Another user has signed in since the request was made. */
    static readonly ERR_SESSION_CHANGED = 'ERR_SESSION_CHANGED';
    /** The token could not be refreshed for now; the session is kept. */
    static readonly ERR_REFRESH_FAILED = 'ERR_REFRESH_FAILED';
    /** The token endpoint rejects the refresh call itself; the session is kept. */
    static readonly ERR_REFRESH_MISCONFIGURED = 'ERR_REFRESH_MISCONFIGURED';
    /** The token was refused, and the body is a stream, which cannot be sent again. */
    static readonly ERR_BODY_NOT_REPLAYABLE = 'ERR_BODY_NOT_REPLAYABLE';
  }

  /** The error that a canceled request rejects with. */
  class CanceledError<T, D = any, P = any> extends AxiosError<T, D, P> {
    constructor(message?: string, config?: InternalAxiosRequestConfig<D, P>, request?: any);
    /** The name of the class. */
    readonly name: 'CanceledError';
    /** The marker that {@link isCancel} checks. */
    __CANCEL__?: boolean;
  }

  const axiosResponseDefault: unique symbol;

  /** The older name of {@link CanceledError}. */
  const Cancel: typeof CanceledError;

  /** The class of cancel tokens. */
  const CancelToken: CancelTokenStatic;

  /** A client that is not callable and has only its own defaults. {@link ApiClient} has the library's defaults. */
  class Axios {
    constructor(config?: AxiosRequestConfig);
    /** The default config. Changes affect later requests. */
    defaults: AxiosDefaults;
    /** Interceptors, which run before requests are sent and after responses have arrived. */
    interceptors: {
      request: AxiosInterceptorManager<InternalAxiosRequestConfig>;
      response: AxiosInterceptorManager<AxiosResponse>;
    };
    /** The client's session. Without session options its state is `anonymous`, and methods that need a session fail. */
    readonly session: Session;
    /**
     * The platform's `fetch`, with `baseURL` for relative URLs and with the session. On a callable instance it needs no
     * `this`. It resolves with the response, whatever its status. Of the client's defaults, only `baseURL`, `session`,
     * `debug` and `env.fetch` are used, and no interceptors run.
     */
    fetch(input: RequestInfo | URL, init?: FetchInit): Promise<Response>;
    /** The URL of a request, with `baseURL` and params; sends nothing. */
    getUri(config?: AxiosRequestConfig): string;
    /** Makes a request. */
    request<S extends StandardSchema>(config: SchemaConfig<S>): Promise<AxiosResponse<SchemaOutput<S>>>;
    request<T = any, R = AxiosResponseDefault, D = any, P = any>(
      config: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes a GET request. */
    get<S extends StandardSchema>(
      url: string,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    get<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes a DELETE request. */
    delete<S extends StandardSchema>(
      url: string,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    delete<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes a HEAD request. */
    head<S extends StandardSchema>(
      url: string,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    head<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes an OPTIONS request. */
    options<S extends StandardSchema>(
      url: string,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    options<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes a POST request. */
    post<S extends StandardSchema>(
      url: string,
      data: unknown,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    post<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      data?: D,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes a PUT request. */
    put<S extends StandardSchema>(
      url: string,
      data: unknown,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    put<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      data?: D,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes a PATCH request. */
    patch<S extends StandardSchema>(
      url: string,
      data: unknown,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    patch<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      data?: D,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes a POST request whose object becomes a multipart form. */
    postForm<S extends StandardSchema>(
      url: string,
      data: unknown,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    postForm<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      data?: D,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes a PUT request whose object becomes a multipart form. */
    putForm<S extends StandardSchema>(
      url: string,
      data: unknown,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    putForm<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      data?: D,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes a PATCH request whose object becomes a multipart form. */
    patchForm<S extends StandardSchema>(
      url: string,
      data: unknown,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    patchForm<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      data?: D,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    /** Makes a QUERY request: a safe read with a body. */
    query<S extends StandardSchema>(
      url: string,
      data: unknown,
      config: SchemaConfig<S>,
    ): Promise<AxiosResponse<SchemaOutput<S>>>;
    query<T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      data?: D,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
  }

  /** The class form of a callable instance: with the library's defaults, and with `create`. */
  class ApiClient extends Axios {
    constructor(config?: CreateAxiosDefaults);
    /** A callable instance with this client's defaults, merged with `config`. */
    create(config?: CreateAxiosDefaults): AxiosInstance;
  }

  /** Resolves an adapter from a function, a name, or a list, of which the first that works here is used. */
  function getAdapter(
    adapters: AxiosAdapterConfig | AxiosAdapterConfig[] | undefined,
    config?: AxiosRequestConfig,
  ): AxiosAdapter;

  /** Turns a nested object into a form. */
  function toFormData(
    sourceObj: object,
    targetFormData?: GenericFormData,
    options?: FormSerializerOptions,
  ): GenericFormData;

  /** Turns a form into a nested object. */
  function formToJSON(form: GenericFormData | GenericHTMLFormElement): object;

  /** Whether a value is an {@link AxiosError}. */
  function isAxiosError<T = any, D = any, P = any>(payload: any): payload is AxiosError<T, D, P>;

  /** Turns a function of separate arguments into one that takes an array. */
  function spread<T, R>(callback: (...args: T[]) => R): (array: T[]) => R;

  /** Whether a value is the error of a canceled request. */
  function isCancel<T = any, D = any, P = any>(value: any): value is CanceledError<T, D, P>;

  /** Whether a value is an {@link EverfetchError}, of this copy of the package or of another: {@link isAxiosError} by another name. */
  function isEverfetchError<T = any, D = any, P = any>(payload: any): payload is AxiosError<T, D, P>;

  /** Whether a value is an {@link EverfetchHeaders}, of this copy of the package or of another, or axios's. */
  function isEverfetchHeaders(value: any): value is AxiosHeaders;

  /** Whether a value is a {@link CancelToken}, of this copy of the package or of another, or axios's. */
  function isCancelToken(value: any): value is CancelTokenSource['token'];

  /** Whether a value is a client, callable or of a class, of this copy of the package or of another. */
  function isApiClient(value: any): value is Axios;

  /** `Promise.all`. */
  function all<T>(values: Array<T | Promise<T>>): Promise<T[]>;

  /** Merges two configs, as a client merges its defaults with a request's config. */
  function mergeConfig<D = any, P = any>(
    config1: AxiosRequestConfig<D, P>,
    config2: AxiosRequestConfig<D, P>,
  ): AxiosRequestConfig<D, P>;

  /** A new callable instance. */
  function create(config?: CreateAxiosDefaults): AxiosInstance;

  /** The version of this package. */
  const VERSION: string;
}

declare namespace everfetch {
  // Types of everfetch. The first part has the shapes of axios, so that code typed for axios compiles unchanged; the
  // second part is the session. index.d.cts says the same for CommonJS.

  /** One of the literals, or any other string; editors still suggest the literals. */
  type LiteralOr<Literals extends string> = Literals | (string & {});

  /* ------------------------------------------------------------------------------------------------- headers --- */

  /** The values that a header may have. `null` and `false` prevent a default from being sent. */
  type AxiosHeaderValue = AxiosHeaders | string | string[] | number | boolean | null;

  /** The parameters of a header's value, by lower-case name; see {@link AxiosHeaders.parseParameters}. */
  type AxiosHeaderParameters = Record<string, string>;

  /** Headers as a plain object. */
  interface RawAxiosHeaders {
    [key: string]: AxiosHeaderValue;
  }

  type MethodsHeaders = Partial<
    { [Key in Method as Lowercase<Key>]: AxiosHeaders } & { common: AxiosHeaders }
  >;

  type AxiosHeaderMatcher = string | RegExp | ((this: AxiosHeaders, value: string, name: string) => boolean);

  type AxiosHeaderParser = (this: AxiosHeaders, value: AxiosHeaderValue, header: string) => any;

  type HeaderRewrite = boolean | AxiosHeaderMatcher;
  /** The type of {@link AxiosStatic.AxiosHeaders}. */
  type AxiosHeaders = values.AxiosHeaders;

  type RequestHeaderName =
    'Accept' | 'Content-Length' | 'User-Agent' | 'Content-Encoding' | 'Authorization' | 'Location';

  type ContentType =
    | AxiosHeaderValue
    | 'text/html'
    | 'text/plain'
    | 'multipart/form-data'
    | 'application/json'
    | 'application/x-www-form-urlencoded'
    | 'application/octet-stream';

  /** Headers to send, as a plain object. */
  type RawAxiosRequestHeaders = Partial<
    RawAxiosHeaders & { [Key in RequestHeaderName]: AxiosHeaderValue } & { 'Content-Type': ContentType }
  >;

  /** Headers to send, in a container, as interceptors and transforms get them. */
  type AxiosRequestHeaders = RawAxiosRequestHeaders & AxiosHeaders;

  type ResponseHeaderName =
    'Server' | 'Content-Type' | 'Content-Length' | 'Cache-Control' | 'Content-Encoding';

  /** Headers of a response, as a plain object. */
  type RawAxiosResponseHeaders = Partial<
    RawAxiosHeaders & { [Key in ResponseHeaderName | Lowercase<ResponseHeaderName>]: AxiosHeaderValue } & {
      'set-cookie': string[];
    }
  >;

  /** Headers of a response, in a container. */
  type AxiosResponseHeaders = RawAxiosResponseHeaders & AxiosHeaders;

  /* ------------------------------------------------------------------------------------- parts of a config --- */

  /** Turns `data` into a request body; may change the headers. `this` is the config. */
  interface AxiosRequestTransformer {
    (this: InternalAxiosRequestConfig, data: any, headers: AxiosRequestHeaders): any;
  }

  /** Turns a received body into `response.data`. `this` is the config. */
  interface AxiosResponseTransformer {
    (this: InternalAxiosRequestConfig, data: any, headers: AxiosResponseHeaders, status?: number): any;
  }

  /** Sends a request, and checks the status itself. It is called synchronously if nothing asynchronous comes before it. */
  interface AxiosAdapter {
    (config: InternalAxiosRequestConfig): AxiosPromise;
  }

  /** Credentials for HTTP Basic authentication. */
  interface AxiosBasicCredentials {
    /** The user name, which comes before the colon. */
    username: string;
    /** The password. */
    password: string;
  }

  /** A proxy for Node. Accepted, but without effect in a browser. */
  interface AxiosProxyConfig {
    /** The name or address of the proxy. */
    host: string;
    /** The port of the proxy. */
    port: number;
    /** The credentials for the proxy. */
    auth?: AxiosBasicCredentials;
    /** The protocol of the proxy. */
    protocol?: string;
  }
  /** The type of {@link AxiosStatic.HttpStatusCode}. */
  type HttpStatusCode = values.HttpStatusCode;

  type UppercaseMethod =
    'GET' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'PURGE' | 'LINK' | 'UNLINK' | 'QUERY';

  /** An HTTP method, in either case. */
  type Method = (UppercaseMethod | Lowercase<UppercaseMethod>) & {};

  /** The type of `response.data`. `document` needs XMLHttpRequest; `stream` and `formdata` need fetch. */
  type ResponseType = 'arraybuffer' | 'blob' | 'document' | 'json' | 'text' | 'stream' | 'formdata';

  type UppercaseResponseEncoding =
    | 'ASCII'
    | 'ANSI'
    | 'BINARY'
    | 'BASE64'
    | 'BASE64URL'
    | 'HEX'
    | 'LATIN1'
    | 'UCS-2'
    | 'UCS2'
    | 'UTF-8'
    | 'UTF8'
    | 'UTF16LE';

  /** A text encoding of Node. Accepted, but without effect in a browser. */
  type responseEncoding = (UppercaseResponseEncoding | Lowercase<UppercaseResponseEncoding>) & {};

  /** Switches between older and newer behaviour. */
  interface TransitionalOptions {
    /** Leave invalid JSON as text. If false, with `responseType: 'json'`, it is an error. Default true. */
    silentJSONParsing?: boolean;
    /** Try to parse JSON if `responseType` is not set. Default true. */
    forcedJSONParsing?: boolean;
    /** Timeouts have the code `ETIMEDOUT` instead of `ECONNABORTED`. Default false. */
    clarifyTimeoutError?: boolean;
    /** Run request interceptors in reverse order, the last added first. If false, in the order added. Default true. */
    legacyInterceptorReqResOrdering?: boolean;
    /** No effect in a browser. */
    advertiseZstdAcceptEncoding?: boolean;
    /** `validateStatus: undefined` accepts every status. If false, it counts as omitted. Default true. */
    validateStatusUndefinedResolves?: boolean;
    /** Send Basic user names as UTF-8. If false, a name that is not Latin-1 is an error. Default false. */
    encodeBasicAuthUsername?: boolean;
  }

  /** An AbortSignal, or something that behaves like one. */
  interface GenericAbortSignal {
    /** Whether it has aborted. */
    readonly aborted: boolean;
    /** Called when it aborts. */
    onabort?: ((...args: any) => any) | null;
    /** Adds a listener for `abort`. */
    addEventListener?: (...args: any) => any;
    /** Removes a listener. */
    removeEventListener?: (...args: any) => any;
  }

  /** Helper functions for a serializer's visitor. */
  interface FormDataVisitorHelpers {
    /** The visitor that is used by default. */
    defaultVisitor: SerializerVisitor;
    /** A value as it is appended: dates as ISO text, `null` as empty text, buffers as Blob. */
    convertValue: (value: any) => any;
    /** Whether a value has members to descend into. */
    isVisitable: (value: any) => boolean;
  }

  /** Called for each member; returns true to descend into it. `this` is the form that fields are appended to. */
  interface SerializerVisitor {
    (
      this: GenericFormData,
      value: any,
      key: string | number,
      path: null | Array<string | number>,
      helpers: FormDataVisitorHelpers,
    ): boolean;
  }

  /** How nested objects become names and values. */
  interface SerializerOptions {
    /** Replaces the default visitor. */
    visitor?: SerializerVisitor;
    /** `a.b` instead of `a[b]`. Default false. */
    dots?: boolean;
    /** Keep the `{}` of a key that asks for JSON. Default true. */
    metaTokens?: boolean;
    /** Lists as `a[]` (false), `a[0]` (true) or `a` (null). Default false. */
    indexes?: boolean | null;
    /** Deeper nesting is an error. Default 100. */
    maxDepth?: number;
    /** The class used for buffers in forms. */
    Blob?: { new (...args: any[]): any };
  }

  /** How an object becomes a form body. */
  interface FormSerializerOptions extends SerializerOptions {}

  /** Encodes a name or a value of the query. */
  interface ParamEncoder {
    (value: any, defaultEncoder: (value: any) => any): any;
  }

  /** Serializes the whole query. */
  interface CustomParamsSerializer<P = Record<string, any>> {
    (params: P, options?: ParamsSerializerOptions<P>): string;
  }

  /** How `params` become the query. */
  interface ParamsSerializerOptions<P = Record<string, any>> extends SerializerOptions {
    /** Encodes each name and value instead of the built-in encoder. */
    encode?: ParamEncoder;
    /** Serializes the whole query instead of the built-in serializer. */
    serialize?: CustomParamsSerializer<P>;
  }

  type BrowserProgressEvent = any;

  /** The progress of an upload or a download. */
  interface AxiosProgressEvent {
    /** Bytes so far. */
    loaded: number;
    /** Total bytes, if known. */
    total?: number;
    /** From 0 to 1, if the total is known. */
    progress?: number;
    /** Bytes since the last event. */
    bytes: number;
    /** Bytes per second. */
    rate?: number;
    /** Seconds left. */
    estimated?: number;
    /** True for an upload. */
    upload?: boolean;
    /** True for a download. */
    download?: boolean;
    /** The platform's own event. */
    event?: BrowserProgressEvent;
    /** Whether the total is known. */
    lengthComputable: boolean;
  }

  type AxiosAdapterName = LiteralOr<'xhr' | 'http' | 'fetch'>;

  type AxiosAdapterConfig = AxiosAdapter | AxiosAdapterName;

  /** An address family of Node. */
  type AddressFamily = 4 | 6 | undefined;

  /** An address of Node's look-up. */
  interface LookupAddressEntry {
    /** The address as text. */
    address: string;
    /** 4 or 6. */
    family?: AddressFamily;
  }

  /** A result of Node's look-up. */
  type LookupAddress = string | LookupAddressEntry;

  /* ------------------------------------------------------------------------------------ config and response --- */

  /**
   * The types that an application may use for its own option of the same name as one of {@link EverfetchRequestOptions}
   * (redeclared with `declare module`). Such an option is left alone, with one warning that names it.
   */
  type ForeignOption = string | number | boolean | null;

  /** The request options beyond those of axios. */
  interface EverfetchRequestOptions {
    /**
     * The options of the client's session. Set them on a client, not on a request. On a request, `false` sends it without a
     * token and never lets it wait: for public endpoints.
     */
    session?: SessionOptions | ForeignOption;
    /**
     * Logs each decision of the session with `console.debug`, in one line without secrets: the same lines that
     * `session.timeline()` lists. Set it on a client. Default false.
     */
    debug?: ForeignOption;
    /** Sends the request with the token, but a 401 is final: no refresh, no second send. */
    skipAuthRefresh?: boolean;
    /**
     * Whether, how often and when a request is sent again after a network failure or a temporary server error. Off by
     * default. `true` means twice; `false` on a request switches off the client's `retry`.
     */
    retry?: RetryOptions | ForeignOption;
    /**
     * A schema of Zod, Valibot, ArkType or any other library with the Standard Schema interface. It validates the data of
     * successful responses. `response.data` is then the schema's output and has its type. A mismatch rejects with
     * `ERR_BAD_RESPONSE` and `issues`.
     */
    schema?: StandardSchema | ForeignOption;
  }

  /** The config of a request. */
  interface AxiosRequestConfig<D = any, P = any> extends EverfetchRequestOptions {
    /** Relative to `baseURL`, or absolute. */
    url?: string;
    /** Default `get`. */
    method?: LiteralOr<Method>;
    /** Prepended to relative URLs, with one slash between. */
    baseURL?: string;
    /** If false, `baseURL` is prepended to absolute URLs too. Default true. */
    allowAbsoluteUrls?: boolean;
    /** Replaces the default list, which turns values into bodies. */
    transformRequest?: AxiosRequestTransformer | AxiosRequestTransformer[];
    /** Replaces the default list, which parses JSON. */
    transformResponse?: AxiosResponseTransformer | AxiosResponseTransformer[];
    /** `null`, `undefined` or `false` removes a default. */
    headers?: (RawAxiosRequestHeaders & MethodsHeaders) | AxiosHeaders;
    /** Appended to the query. Merged deeply with default params. */
    params?: P;
    /** How `params` are serialized; a bare function serializes the whole query. */
    paramsSerializer?:
      | ParamsSerializerOptions<unknown extends P ? Record<string, any> : P>
      | CustomParamsSerializer<unknown extends P ? Record<string, any> : P>;
    /** The body: objects become JSON, or a form if Content-Type says so. */
    data?: D;
    /** Milliseconds for the whole request, including the wait for a refresh and a second send. 0: no timeout. Default 0. */
    timeout?: number;
    /** Replaces the message of a timeout. */
    timeoutErrorMessage?: string;
    /** Send cookies to other origins. */
    withCredentials?: boolean;
    /** The adapter: a function, a name, or a list tried in order. Default: fetch, with the same results as XMLHttpRequest. */
    adapter?: AxiosAdapterConfig | AxiosAdapterConfig[];
    /** HTTP Basic authentication. */
    auth?: AxiosBasicCredentials;
    /** Default: text, parsed if it is JSON. */
    responseType?: ResponseType;
    /** No effect in a browser. */
    responseEncoding?: LiteralOr<responseEncoding>;
    /** The cookie with the XSRF token; with null, no cookie is read. Default `XSRF-TOKEN`. */
    xsrfCookieName?: string;
    /** The header that carries the XSRF token. Default `X-XSRF-TOKEN`. */
    xsrfHeaderName?: string;
    /** Called about three times a second, and at the end. */
    onUploadProgress?: (progressEvent: AxiosProgressEvent) => void;
    /** Called about three times a second, and at the end. */
    onDownloadProgress?: (progressEvent: AxiosProgressEvent) => void;
    /** The maximum bytes of a response. Enforced by `adapter: 'fetch'`. Default -1, no limit. */
    maxContentLength?: number;
    /** Which statuses resolve; with null, all do. Default 200 to 299. */
    validateStatus?: ((status: number) => boolean) | null;
    /** The maximum bytes of a request body. Enforced by `adapter: 'fetch'`. Default -1, no limit. */
    maxBodyLength?: number;
    /** With `adapter: 'fetch'`, 0 does not follow redirects. */
    maxRedirects?: number;
    /** No effect in a browser. */
    maxRate?: number | [upload: number, download: number];
    /** No effect in a browser. */
    beforeRedirect?: (
      options: Record<string, any>,
      responseDetails: { headers: Record<string, string>; statusCode: HttpStatusCode },
      requestDetails: { headers: Record<string, string>; url: string; method: string },
    ) => void;
    /** No effect in a browser. */
    socketPath?: string | null;
    /** No effect in a browser. */
    allowedSocketPaths?: string | string[] | null;
    /** No effect in a browser. */
    transport?: any;
    /** No effect in a browser. */
    httpAgent?: any;
    /** No effect in a browser. */
    httpsAgent?: any;
    /** No effect in a browser. */
    proxy?: AxiosProxyConfig | false;
    /** The older way to cancel; see `signal`. */
    cancelToken?: CancelToken | undefined;
    /** No effect in a browser. */
    decompress?: boolean;
    /** Switches between older and newer behaviour. */
    transitional?: TransitionalOptions;
    /** Aborting it rejects the request with a {@link CanceledError}. */
    signal?: GenericAbortSignal;
    /** No effect in a browser. */
    insecureHTTPParser?: boolean;
    /** Classes and functions to use instead of the platform's. */
    env?: {
      /** Used when an object becomes a form. */
      FormData?: new (...args: any[]) => object;
      fetch?: (input: URL | Request | string, init?: RequestInit) => Promise<Response>;
      Request?: new (input: URL | Request | string, init?: RequestInit) => Request;
      /** Used for a form whose size is measured, or whose boundary the caller sets. */
      Blob?: (new (parts?: BlobPart[], options?: BlobPropertyBag) => Blob) | null;
      /** Used when a download's progress or size is watched; must accept a stream as its body. */
      Response?: new (
        body?: ArrayBuffer | ArrayBufferView | Blob | FormData | URLSearchParams | string | null,
        init?: ResponseInit,
      ) => Response;
    };
    /** How an object becomes a form body. */
    formSerializer?: FormSerializerOptions;
    /** No effect in a browser. */
    family?: AddressFamily;
    /** No effect in a browser. */
    lookup?:
      | ((
          hostname: string,
          options: object,
          cb: (err: Error | null, address: LookupAddress | LookupAddress[], family?: AddressFamily) => void,
        ) => void)
      | ((
          hostname: string,
          options: object,
        ) => Promise<
          [address: LookupAddressEntry | LookupAddressEntry[], family?: AddressFamily] | LookupAddress
        >);
    /** Whether to send the XSRF header: true always, false never. Default: only to the page's own origin. */
    withXSRFToken?: boolean | ((config: InternalAxiosRequestConfig<D, P>) => boolean | undefined);
    /** The reviver of `JSON.parse`. */
    parseReviver?: (this: any, key: string, value: any, context?: { source?: string }) => any;
    /** More options for fetch. Body, headers, method, signal, credentials and duplex are ignored here. */
    fetchOptions?: Omit<RequestInit, 'body' | 'headers' | 'method' | 'signal'> | Record<string, any>;
    /** No effect in a browser. */
    httpVersion?: 1 | 2;
    /** No effect in a browser. */
    http2Options?: Record<string, any> & { sessionTimeout?: number };
    /** No effect in a browser. */
    formDataHeaderPolicy?: 'legacy' | 'content-only';
    /** Names whose values are masked in `error.toJSON().config`, at any depth and in any case. */
    redact?: string[];
    /** No effect in a browser. */
    sensitiveHeaders?: string[];
  }

  /** When and how often a request is sent again. A session refresh is not a retry. A stream is never sent twice. */
  interface RetryOptions {
    /** The maximum number of retries. Default 2. */
    limit?: number;
    /** The methods that are retried. Default: the idempotent ones, `get head options put delete query`. */
    methods?: LiteralOr<Method>[];
    /** The statuses that are retried. Default 408, 413, 429 and all from 500. Network failures are always retried. */
    statusCodes?: number[];
    /**
     * The wait before the `attempt`-th retry (from 1), in ms. A function returns it. A number is the upper limit of the
     * first random wait; the limit doubles each time, up to 30 s. Default 300. If the `timeout` leaves no time for a wait,
     * there is no retry.
     */
    backoff?: number | ((attempt: number, error: AxiosError) => number);
    /**
     * The longest `Retry-After` that is respected, in ms. A response that asks for a longer wait is not retried. `0` ignores
     * the header. Default 60,000.
     */
    retryAfter?: number;
  }

  /** The part that is used here of the interface that validation libraries share (standardschema.dev). */
  interface StandardSchema {
    /** The library's implementation. */
    readonly '~standard': {
      readonly version: 1;
      readonly vendor: string;
      // Loose on purpose: comparing a library's own types with exact ones can exceed what the compiler follows.
      readonly validate: (value: unknown, ...rest: any[]) => any;
      readonly types?: { readonly input: any; readonly output: any } | undefined;
    };
  }

  /** One mismatch. */
  interface SchemaIssue {
    /** A description of the mismatch. */
    readonly message: string;
    /** Where it is: the keys, from the outermost value inwards. */
    readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
  }

  /** A config with a schema, which gives the response its type. */
  type SchemaConfig<S extends StandardSchema, D = any, P = any> = Omit<AxiosRequestConfig<D, P>, 'schema'> & {
    schema: S;
  };

  /** The output type of a schema. */
  type SchemaOutput<S extends StandardSchema> = NonNullable<S['~standard']['types']>['output'];

  /** Another name of {@link AxiosRequestConfig}. */
  type RawAxiosRequestConfig<D = any, P = any> = AxiosRequestConfig<D, P>;

  /** A merged config, with headers in a container, as interceptors and adapters get it. */
  interface InternalAxiosRequestConfig<D = any, P = any> extends AxiosRequestConfig<D, P> {
    /** The headers of this request. */
    headers: AxiosRequestHeaders;
  }

  /** Default headers, for all methods and for each one. */
  interface HeadersDefaults {
    /** Headers of all requests. */
    common: RawAxiosRequestHeaders;
    /** Headers of DELETE requests. */
    delete: RawAxiosRequestHeaders;
    /** Headers of GET requests. */
    get: RawAxiosRequestHeaders;
    /** Headers of HEAD requests. */
    head: RawAxiosRequestHeaders;
    /** Headers of POST requests. */
    post: RawAxiosRequestHeaders;
    /** Headers of PUT requests. */
    put: RawAxiosRequestHeaders;
    /** Headers of PATCH requests. */
    patch: RawAxiosRequestHeaders;
    /** Headers of OPTIONS requests. */
    options?: RawAxiosRequestHeaders;
    /** Headers of PURGE requests. */
    purge?: RawAxiosRequestHeaders;
    /** Headers of LINK requests. */
    link?: RawAxiosRequestHeaders;
    /** Headers of UNLINK requests. */
    unlink?: RawAxiosRequestHeaders;
    /** Headers of QUERY requests. */
    query?: RawAxiosRequestHeaders;
  }

  /** The default config of a client. Changes affect later requests. */
  interface AxiosDefaults<D = any, P = any> extends Omit<AxiosRequestConfig<D, P>, 'headers'> {
    /** The default headers, by method. */
    headers: HeadersDefaults;
  }

  /** The config that a client is created with. */
  interface CreateAxiosDefaults<D = any, P = any> extends Omit<AxiosRequestConfig<D, P>, 'headers'> {
    /** Headers of all requests, or those by method. */
    headers?: RawAxiosRequestHeaders | AxiosHeaders | Partial<HeadersDefaults>;
  }

  /** A response. */
  interface AxiosResponse<T = any, D = any, H = {}, P = any> {
    /** The body, after the transforms. */
    data: T;
    /** The status code. */
    status: number;
    /** The status text; empty over HTTP/2 and later. */
    statusText: string;
    /** How long the adapter took, in whole milliseconds. */
    duration?: number;
    /** The headers of the response. */
    headers: (H & RawAxiosResponseHeaders) | AxiosResponseHeaders;
    /** The config that the request was made with. */
    config: InternalAxiosRequestConfig<D, P>;
    /** The XMLHttpRequest, or an object with `url`, `method`, `responseURL`, `status` and `responseType`. */
    request?: any;
  }
  /** The type of {@link AxiosStatic.AxiosError}. */
  type AxiosError<T = unknown, D = any, P = any> = values.AxiosError<T, D, P>;
  /** Another name of {@link AxiosError}. */
  type EverfetchError<T = unknown, D = any, P = any> = values.AxiosError<T, D, P>;
  /** Another name of {@link AxiosHeaders}. */
  type EverfetchHeaders = values.AxiosHeaders;
  /** The type of {@link AxiosStatic.CanceledError}. */
  type CanceledError<T, D = any, P = any> = values.CanceledError<T, D, P>;

  /** Means "the response itself" if a method's second type argument is omitted. */
  interface AxiosResponseDefault {
    readonly [values.axiosResponseDefault]: true;
  }

  type AxiosResponseResult<T, R, D, P> = R extends AxiosResponseDefault ? AxiosResponse<T, D, {}, P> : R;

  /** A promise of a response. */
  type AxiosPromise<T = any, D = any, P = any> = Promise<AxiosResponse<T, D, {}, P>>;

  /* -------------------------------------------------------------------------------------------- cancellation --- */

  /** The class behind the older name of {@link CanceledError}. */
  interface CancelStatic {
    new (message?: string): Cancel;
  }

  /** The reason of a cancelled token. */
  interface Cancel {
    /** The message passed to the canceler. */
    message: string | undefined;
  }

  /** Cancels a token. */
  interface Canceler {
    (message?: string, config?: AxiosRequestConfig, request?: any): void;
  }

  /** The class {@link CancelToken}. */
  interface CancelTokenStatic {
    new (executor: (cancel: Canceler) => void): CancelToken;
    /** A token and the function that cancels it. */
    source(): CancelTokenSource;
  }

  /** The older way to cancel a request; an AbortSignal does the same. */
  interface CancelToken {
    /** Resolves once canceled. */
    promise: Promise<Cancel>;
    /** Set once canceled. */
    reason?: Cancel;
    /** Throws the reason if canceled. */
    throwIfRequested(): void;
    /** Calls the listener when canceled, or immediately if already canceled. */
    subscribe(listener: (cancel: Cancel | any) => void): void;
    /** Removes a listener. */
    unsubscribe(listener: (cancel: Cancel | any) => void): void;
    /** A signal that aborts with the token. */
    toAbortSignal(): AbortSignal;
  }

  /** A token and the function that cancels it. */
  interface CancelTokenSource {
    /** The token, for the `cancelToken` of a config. */
    token: CancelToken;
    /** Cancels the token. */
    cancel: Canceler;
  }

  /* -------------------------------------------------------------------------------------------- interceptors --- */

  /** When and how a request interceptor runs. */
  interface AxiosInterceptorOptions {
    /** The interceptor returns no promise. If all that run do so, the request is sent before the call returns. */
    synchronous?: boolean;
    /** Skips the interceptor if it returns false. */
    runWhen?: ((config: InternalAxiosRequestConfig) => boolean) | null;
  }

  type AxiosInterceptorFulfilled<T> = (value: T) => T | Promise<T>;
  type AxiosInterceptorRejected = (error: any) => any;

  type AxiosRequestInterceptorUse<T> = (
    onFulfilled?: AxiosInterceptorFulfilled<T> | null,
    onRejected?: AxiosInterceptorRejected | null,
    options?: AxiosInterceptorOptions,
  ) => number;

  type AxiosResponseInterceptorUse<T> = (
    onFulfilled?: AxiosInterceptorFulfilled<T> | null,
    onRejected?: AxiosInterceptorRejected | null,
  ) => number;

  interface AxiosInterceptorHandler<T> {
    fulfilled: AxiosInterceptorFulfilled<T>;
    rejected?: AxiosInterceptorRejected;
    synchronous: boolean;
    runWhen?: ((config: InternalAxiosRequestConfig) => boolean) | null;
  }

  /** A list of interceptors. */
  interface AxiosInterceptorManager<V> {
    /** Adds an interceptor; returns its id. */
    use: V extends AxiosResponse ? AxiosResponseInterceptorUse<V> : AxiosRequestInterceptorUse<V>;
    /** Removes an interceptor by its id. Ids are never reused. */
    eject(id: number): void;
    /** Removes all interceptors. */
    clear(): void;
    /** The list itself; removed interceptors are null. */
    handlers?: Array<AxiosInterceptorHandler<V>>;
  }

  /* ------------------------------------------------------------------------------------------------- clients --- */

  /** The second argument of {@link Axios.fetch}: the init of the platform's `fetch`, and two more options. */
  interface FetchInit extends RequestInit {
    /** If false, the request is outside the session. */
    session?: false;
    /** If true, the request carries the token, and a 401 is final. */
    skipAuthRefresh?: boolean;
  }
  /** The type of {@link AxiosStatic.Axios}. */
  type Axios = values.Axios;
  /** The type of {@link AxiosStatic.ApiClient}. */
  type ApiClient = values.ApiClient;

  /** A client that is also a function. */
  interface AxiosInstance extends Axios {
    <S extends StandardSchema>(config: SchemaConfig<S>): Promise<AxiosResponse<SchemaOutput<S>>>;
    <S extends StandardSchema>(url: string, config: SchemaConfig<S>): Promise<AxiosResponse<SchemaOutput<S>>>;
    <T = any, R = AxiosResponseDefault, D = any, P = any>(
      config: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;
    <T = any, R = AxiosResponseDefault, D = any, P = any>(
      url: string,
      config?: AxiosRequestConfig<D, P>,
    ): Promise<AxiosResponseResult<T, R, D, P>>;

    /** See {@link Axios.fetch}. It needs no `this`, so you can pass it directly. */
    fetch: (input: RequestInfo | URL, init?: FetchInit) => Promise<Response>;
    /** A new instance with this instance's defaults, merged with `config`. */
    create(config?: CreateAxiosDefaults): AxiosInstance;
    defaults: Omit<AxiosDefaults, 'headers'> & {
      headers: HeadersDefaults & { [key: string]: AxiosHeaderValue };
    };
  }

  /** An object to which names and values can be appended. */
  interface GenericFormData {
    /** Adds a field. */
    append(name: string, value: any, options?: any): any;
  }

  /** A `<form>`. */
  interface GenericHTMLFormElement {
    /** The name of the form. */
    name: string;
    /** The form's method. */
    method: string;
    /** Submits the form. */
    submit(): void;
  }

  /** The default instance, with all exports of the package. */
  interface AxiosStatic extends AxiosInstance {
    /** See {@link ApiClient}. */
    ApiClient: typeof values.ApiClient;
    /** See {@link Axios}. */
    Axios: typeof values.Axios;
    /** See {@link AxiosError}. */
    AxiosError: typeof values.AxiosError;
    /** See {@link AxiosHeaders}. */
    AxiosHeaders: typeof values.AxiosHeaders;
    /** See {@link CanceledError}. */
    Cancel: typeof values.CanceledError;
    /** See {@link CancelToken}. */
    CancelToken: CancelTokenStatic;
    /** See {@link CanceledError}. */
    CanceledError: typeof values.CanceledError;
    /** See {@link AxiosError}. */
    EverfetchError: typeof values.AxiosError;
    /** See {@link AxiosHeaders}. */
    EverfetchHeaders: typeof values.AxiosHeaders;
    /** See {@link HttpStatusCode}. */
    HttpStatusCode: typeof values.HttpStatusCode;
    /** See {@link VERSION}. */
    readonly VERSION: string;
    /** See {@link all}. */
    all: typeof values.all;
    /** See {@link formToJSON}. */
    formToJSON: typeof values.formToJSON;
    /** See {@link getAdapter}. */
    getAdapter: typeof values.getAdapter;
    /** See {@link isAxiosError}. */
    isAxiosError: typeof values.isAxiosError;
    /** See {@link isCancel}. */
    isCancel: typeof values.isCancel;
    /** See {@link mergeConfig}. */
    mergeConfig: typeof values.mergeConfig;
    /** See {@link spread}. */
    spread: typeof values.spread;
    /** See {@link toFormData}. */
    toFormData: typeof values.toFormData;
  }

  /* ------------------------------------------------------------------------------------------------- session --- */

  /** A set of tokens, with everfetch's own names. */
  interface SessionTokens {
    /** The token that requests carry. */
    accessToken: string;
    /** The token for the next refresh. Omitted if a cookie holds it, or if an identity library refreshes. */
    refreshToken?: string;
    /** The lifetime of the access token, in seconds. */
    expiresIn?: number;
    /** When the access token expires: a date, a date string, or seconds or milliseconds since 1970 (the size decides). */
    expiresAt?: number | string | Date;
  }

  /**
   * Tokens in any usual form: {@link SessionTokens}; the response body of a token endpoint (`access_token`, `token`,
   * `refresh_token`, `expires_in`, also inside `data`, `result` or `tokens`); or the access token as a string, if it is an
   * RFC 6750 b64token (pass any other token as `accessToken`). A string of JSON is parsed.
   */
  type TokenReply = SessionTokens | string | Record<string, any>;

  type MaybePromise<T> = T | Promise<T>;

  /** The record that your own storage keeps. */
  interface SessionRecord {
    /** The token that requests carry. */
    accessToken?: string;
    /** The token for the next refresh. */
    refreshToken?: string;
    /** When the access token expires, in milliseconds since 1970. */
    expiresAt?: number;
    /** Internal fields of everfetch: store them unchanged. */
    [key: string]: unknown;
  }

  /** Your own storage. */
  interface SessionStorageAdapter {
    /** Returns the record, a set of tokens, or nothing. */
    load(): MaybePromise<SessionRecord | TokenReply | null | undefined | void>;
    /** Stores the record in place of the previous one. */
    save(record: SessionRecord): MaybePromise<unknown>;
    /** Deletes the record. */
    clear(): MaybePromise<unknown>;
    /**
     * True if all tabs of the origin use this same storage (IndexedDB, an extension's storage). If another tab has ended or
     * replaced the session, this tab then does not change the storage. Default false: each tab has its own.
     */
    shared?: boolean;
  }

  /** The tokens for a call to the token endpoint. */
  interface SessionCallTokens {
    /** The current access token, which may have expired. */
    accessToken?: string;
    /** The refresh token; undefined if a cookie holds it. */
    refreshToken?: string;
  }

  type OfTokens<T> = T | ((tokens: SessionCallTokens) => MaybePromise<T>);

  /** A refresh or revocation call in detail. No interceptors and no default headers apply to it. */
  interface SessionCall {
    /** Joined to `baseURL`, like a request's `url`. */
    url: OfTokens<string>;
    /** Default `POST`. */
    method?: string;
    /** The body: `json` (default), or `form`, the refresh grant of OAuth 2.0 (RFC 6749 §6). */
    format?: 'json' | 'form';
    /** The name of the refresh token in the body: `refreshToken` in JSON, `refresh_token` in a form. False omits it. */
    tokenField?: string | false;
    /** Additional fields of the body. */
    fields?: OfTokens<Record<string, unknown>>;
    /** Headers. */
    headers?: OfTokens<Record<string, string>>;
    /** Reads the tokens from the response, if everfetch does not find them by their names. */
    parse?: (data: any, response: { status: number; headers: any }) => MaybePromise<TokenReply | void>;
    /** `client_id` of a form. */
    clientId?: string;
    /** `scope` of a form. */
    scope?: string;
  }

  /** The argument of a refresh function. */
  interface RefreshContext extends SessionCallTokens {
    /** Aborts when the session abandons the refresh. */
    signal?: AbortSignal;
  }

  /** Your own refresh, e.g. by an identity library. It may use the same client. A `Response` is read as JSON. */
  type RefreshFunction = (context: RefreshContext) => MaybePromise<TokenReply | Response | void>;

  /**
   * Why a session ended. `'signedOut'`: the user signed out. `'refused'`: the token endpoint refused the refresh token, or
   * `refreshOn` returned `'end'`. `'inDoubt'`: a refresh got no response, and the option `inDoubt` is `'end'`. `'lost'`:
   * another tab has replaced the tokens, and this tab cannot get the new ones.
   */
  type SessionEndReason = 'signedOut' | 'refused' | 'inDoubt' | 'lost';

  /**
   * The kinds of failed refresh. `'transient'`: it says nothing about the token (no network, 429, 503). `'inDoubt'`: there
   * was no response, so the server may or may not have used up the token. `'definitive'`: the token is no longer valid, and
   * the session ends. `'misconfigured'`: the call itself is wrong (404, `invalid_client`).
   */
  type RefreshFailure = 'transient' | 'inDoubt' | 'definitive' | 'misconfigured';

  /** The argument of `loginUrl`. */
  interface LoginContext {
    /** Why the session has ended. */
    reason: SessionEndReason;
    /** Path, query and fragment of the page. */
    returnTo: string;
  }

  /** The options of a session. Everything except `refresh` has a default. */
  interface SessionOptions {
    /**
     * The name of the session. In a page, clients with the same id share one session; different ids share nothing. Pages
     * share a session if they also have the same refresh endpoint, `clientId`, `carrier` and origin of `baseURL` (unless
     * `origins` is set); the names of storage keys, lock and channel contain these too. On a server every client has its
     * own session. Default: the origin of `baseURL` at first use, or else the page's, with the path of a declared `refresh`
     * and its `clientId`. Two refresh functions have the same default, so give their sessions different ids.
     */
    id?: string;
    /**
     * How the tokens travel. `'bearer'`: the page holds both, and sends the access token in a header. `'cookie'`: HTTP-only
     * cookies hold both. `'split'`: the page holds and sends the access token; an HTTP-only cookie holds the refresh token.
     * Default `'bearer'`.
     */
    carrier?: 'bearer' | 'cookie' | 'split';
    /**
     * Called once if no tokens are stored. It may return tokens from an application's old storage keys, from an SSO
     * redirect, or from an identity library. Default: none.
     */
    initial?: () => MaybePromise<TokenReply | void>;
    /**
     * Where the page keeps its tokens. `'session'`: sessionStorage. `'local'`: localStorage, which survives a browser
     * restart, but any script of the origin can read the tokens. `'memory'`: nothing is stored. Or your own storage. If a
     * storage is blocked or full, memory is used instead, and `storageDegraded` is emitted. Default `'session'`.
     */
    storage?: 'session' | 'local' | 'memory' | SessionStorageAdapter;
    /** Whether the tabs of the origin share one session. Default true; false with `storage: 'memory'`. */
    shareTabs?: boolean;
    /** How to refresh: a URL, which receives a POST of `{ refreshToken }`; the call in detail; or a function. Required. */
    refresh: string | SessionCall | RefreshFunction;
    /**
     * Which responses mean that the access token was refused: statuses from 400, or a function of the response. The
     * function gets parsed `data`, even from a blob or an ArrayBuffer with up to 64 kB of JSON. If it returns `'end'`, the
     * session ends without a refresh. A refused request is sent again, whatever its method, since a server normally refuses
     * before it acts. If yours does not, check `response.config.method` in the function. Default `[401]`.
     */
    refreshOn?: number[] | ((response: AxiosResponse) => MaybePromise<boolean | 'end'>);
    /** Requests outside the session, like `session: false`: path prefixes, regular expressions, functions. Default `[]`. */
    exclude?: Array<string | RegExp | ((config: InternalAxiosRequestConfig) => boolean)>;
    /** Reads new tokens from any response, e.g. from a header (sliding sessions). Default: none. */
    renew?: (response: AxiosResponse) => TokenReply | void;
    /**
     * Seconds before expiry at which the next request renews first, at the latest; each session does so up to an eighth of the
     * token's lifetime earlier, so that many clients do not renew together. Less for short-lived tokens. `0`: never ahead.
     * Below 10000. Default 30.
     */
    refreshAhead?: number;
    /**
     * Milliseconds that a request waits for a refresh. Then it rejects with `ERR_REFRESH_FAILED`, which is `retryable`. The
     * call itself may take 120 seconds, and later requests use a late response. If a tab vanishes during a refresh, the
     * others wait 10 seconds for its call: below 10000, requests may reject before that. Default 60000.
     */
    refreshTimeout?: number;
    /** Revokes tokens at sign-out: a URL, which gets a form (RFC 7009); the call in detail; or a function. Default: none. */
    revoke?: string | SessionCall | ((tokens: SessionCallTokens) => unknown);
    /**
     * Classifies a failed refresh; with `undefined` the built-in classification applies. It is also called for a 2xx
     * response without a token. See {@link RefreshFailure}.
     */
    classify?: (answer: {
      status?: number;
      data?: any;
      error?: any;
      response?: any;
    }) => RefreshFailure | undefined | void;
    /**
     * What to do if a refresh got no response, so the server may have used up the token: `'replay'` sends the same refresh
     * token once more, `'end'` ends the session. Default `'replay'`.
     */
    inDoubt?: 'replay' | 'end';
    /** The only origins that may receive the token. Default: the origin of `baseURL`, or else the page's. */
    origins?: string[];
    /**
     * The header that carries the token. Default `Authorization`. Browsers would send any other header along with a redirect
     * to another origin. So redirected requests with another header fail, unless `fetchOptions.redirect` says otherwise.
     * XMLHttpRequest, which sends requests with progress listeners, always follows redirects: for such requests, set
     * `adapter: 'fetch'`.
     */
    header?: string;
    /** The prefix of the token; `''` sends it without one. Default `Bearer`. */
    scheme?: string;
    /** Where the page goes, once, when the session ends; a page of the same origin gets `returnTo` in its query, except after a sign-out. Default: nowhere. */
    loginUrl?: string | ((context: LoginContext) => string | undefined | void);
    /** Called once when the session ends. Default: none. */
    onSessionEnd?: (reason: SessionEndReason) => void;
  }

  /**
   * The state of a session. `restoring`: not known yet. `anonymous`: no user is signed in. `active`, `refreshing` and
   * `stale`: a user is signed in; `stale` means that the last refresh failed temporarily, and the next request tries again.
   * `ended`: the session is over.
   */
  type SessionState = 'anonymous' | 'restoring' | 'active' | 'refreshing' | 'stale' | 'ended';

  /** The state, as an object that stays the same as long as the state does. */
  interface SessionSnapshot {
    /** The state. */
    readonly state: SessionState;
    /** Why it ended. */
    readonly reason?: SessionEndReason;
  }

  /** The events of a session. No event contains a token. */
  interface SessionEvents {
    /** A session has begun. */
    signedIn: { type: 'signedIn' };
    /** The token was refreshed. */
    refreshed: { type: 'refreshed' };
    /** A refresh failed, and the session is kept. */
    refreshFailed: {
      type: 'refreshFailed';
      failure: RefreshFailure;
      /** Milliseconds until the next try is allowed. */
      retryIn: number;
    };
    /**
     * A sign-in in another tab, by the same user or another one, has replaced this session. The session does not end: this
     * tab joins the new one, and `signedIn` follows. The page may still show the previous user's data, so reload it.
     */
    replaced: { type: 'replaced' };
    /** The session is over. */
    ended: { type: 'ended'; reason: SessionEndReason };
    /** The user must authenticate again, or more strongly (RFC 9470). The parameters come from the server. */
    stepUpRequired: { type: 'stepUpRequired'; acrValues?: string; maxAge?: string };
    /** The storage failed, so the tokens are only in memory. */
    storageDegraded: { type: 'storageDegraded' };
  }

  /** The guarantees that hold in this browser. */
  interface SessionGuarantees {
    /** Whether tabs share one session, so that one of them refreshes for all. False without localStorage. */
    shareTabs: boolean;
    /** Whether the session survives a reload. */
    survivesReload: boolean;
    /**
     * Whether a refresh goes on if its page is reloaded, closed or left, so that the next page gets its tokens. With cookies
     * `keepalive` does that. With bearer tokens a worker makes the call: in browsers with shared workers of an extended
     * lifetime (Chromium), if tabs share the session and the call is declared rather than a function. It is false under a
     * Content-Security-Policy without `worker-src blob:` or one that requires Trusted Types (known once the first refresh has
     * tried), if `fetch` was replaced, in a page that a service worker controls, and in a browser driven by a test
     * (`navigator.webdriver`). There the page makes the call itself, and a server that rotates without a grace period may
     * end a session whose page goes away during a refresh.
     */
    refreshOutlivesPage: boolean;
    /** The chosen storage; `degraded` says whether it works. */
    storage: 'session' | 'local' | 'memory' | 'custom';
    /**
     * The features that had to fall back. `'storage'`: the session is only in memory, because a storage is blocked or full,
     * or because there are no secure random bytes for the keys with which tabs share. `'ledger'`: localStorage accepts no
     * more writes (it is full), so tabs coordinate only through Web Locks and messages, and each refresh takes ten seconds
     * longer. `'locks'`: there are no Web Locks (plain http, old browsers), so tabs coordinate through localStorage; one
     * refresh for all tabs is then likely, but not guaranteed. `'lockList'`: Web Locks cannot be listed (in a cross-site
     * frame), so each refresh takes 150 ms longer. `'timers'`: a hidden page could not start a worker (a
     * Content-Security-Policy without `worker-src blob:`), so it may wait longer than the documented limits.
     */
    degraded: ('storage' | 'ledger' | 'locks' | 'lockList' | 'timers')[];
    /**
     * The form of the core that runs: WebAssembly, or JavaScript where WebAssembly is blocked (a Content-Security-Policy
     * without `'wasm-unsafe-eval'`, a lockdown mode, React Native, workerd). Undefined until the core is loaded.
     */
    engine?: 'wasm' | 'js' | undefined;
  }

  /** One line of the timeline. */
  interface SessionTimelineEntry {
    /** When it happened, in milliseconds of `performance.now()`. */
    at: number;
    /** What happened: an event of {@link SessionEvents}, or an internal step. */
    event: string;
    [detail: string]: unknown;
  }

  /** `api.session`: the session of a client. */
  interface Session {
    /** The name of the session. */
    readonly id: string;
    /** The state of the session. */
    readonly state: SessionState;
    /** Whether a user is signed in: the state is `active`, `refreshing` or `stale`. Use it in route guards. */
    readonly isSignedIn: boolean;
    /** When the access token expires, in milliseconds since 1970; undefined if unknown. */
    readonly expiresAt: number | undefined;
    /**
     * The payload of the access token if it is a JWT, otherwise undefined. It is not verified: use it to decide what to
     * show, never what to allow.
     */
    claims<T = Record<string, any>>(): T | undefined;
    /** Resolves with the state once the session is restored; never rejects. Await it in route guards. */
    ready(): Promise<SessionState>;
    /**
     * Begins a new session with the tokens of a sign-in. Tokens that the session already has change nothing. Inside a
     * refresh function that then returns the same tokens or nothing, they are the result of the refresh, and no new session
     * begins.
     */
    signIn(tokens?: TokenReply): Promise<void>;
    /** Sets newer tokens of the same session, e.g. after another library has refreshed them. */
    update(tokens: TokenReply): Promise<void>;
    /** Ends the session. If `session.revoke` is set, it resolves once the tokens are revoked. */
    signOut(options?: { revoke?: boolean }): Promise<{ revoked: boolean; error?: unknown }>;
    /** Refreshes now, or joins the refresh in progress. */
    refresh(): Promise<void>;
    /**
     * A fresh access token, e.g. for a WebSocket or an EventSource; undefined if the page holds none. Call it for each
     * connection. Send the token in the first message, as a subprotocol, or in exchange for a one-time ticket. Do not put it
     * into the URL, which servers and proxies log.
     */
    getAccessToken(): Promise<string | undefined>;
    /** Adds a listener; returns the function that removes it. */
    on<Name extends keyof SessionEvents>(
      event: Name,
      listener: (event: SessionEvents[Name]) => void,
    ): () => void;
    /** Calls the listener after every change, for React's `useSyncExternalStore`; returns the function that stops this. */
    subscribe(listener: () => void): () => void;
    /** The state, for `useSyncExternalStore`. */
    getSnapshot(): SessionSnapshot;
    /** The guarantees that hold in this browser. */
    guarantees(): SessionGuarantees;
    /** What has happened, without secrets: safe to paste into a bug report. */
    timeline(): SessionTimelineEntry[];
  }
}

declare const everfetch: everfetch.AxiosStatic;

export = everfetch;
