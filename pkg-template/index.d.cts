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
   * A container of headers. They are its own enumerable properties, and are looked up without regard to case.
   * `headers['content-type']` and `headers.get('Content-Type')` both work on a response.
   */
  class AxiosHeaders {
    /** @param headers an object, another container, or the text of a header block */
    constructor(headers?: RawAxiosHeaders | AxiosHeaders | string);

    [key: string]: any;

    /** Sets one header. With `rewrite` false only if it is absent; with true even if it is blocked by `false`. */
    set(headerName?: string, value?: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** Sets all headers of an object, a container, or the text of a header block. */
    set(headers?: RawAxiosHeaders | AxiosHeaders | string, rewrite?: boolean): AxiosHeaders;
    /** Sets all headers of an iterable of pairs, such as a fetch `Headers`. */
    set(headers?: Iterable<[string, AxiosHeaderValue]>, rewrite?: boolean): AxiosHeaders;

    /** The parameters of a header's value, e.g. the charset of a Content-Type. */
    get(headerName: string, parser: typeof AxiosHeaders.parseParameters): AxiosHeaderParameters;
    /** The match of an expression in a header's value. */
    get(headerName: string, parser: RegExp): RegExpExecArray | null;
    /** The value; with `true` its tokens as a map; with a function that function's result. */
    get(headerName: string, matcher?: true | AxiosHeaderParser): AxiosHeaderValue;

    /** Whether a header is there, and matches. */
    has(header: string, matcher?: AxiosHeaderMatcher): boolean;

    /** Removes headers; true if there were any. */
    delete(header: string | string[], matcher?: AxiosHeaderMatcher): boolean;

    /** Removes all headers, or those whose name matches; true if there were any. */
    clear(matcher?: AxiosHeaderMatcher): boolean;

    /** Joins spellings of one name; with `true` names become Title-Case. */
    normalize(format: boolean): AxiosHeaders;

    /** A new container with the headers of this one and of others; later ones win. */
    concat(...targets: Array<AxiosHeaders | RawAxiosHeaders | string | undefined | null>): AxiosHeaders;

    /** A plain object without prototype; with `true` lists are joined with a comma. */
    toJSON(asStrings: true): Record<string, string>;
    toJSON(asStrings?: false): Record<string, string | string[]>;
    toJSON(asStrings?: boolean): Record<string, string | string[]>;

    /** The thing itself if it is a container already, else a new one of it. */
    static from(thing?: AxiosHeaders | RawAxiosHeaders | string): AxiosHeaders;

    /** `text/html; charset="utf-8"` as `{ charset: 'utf-8' }`. Quotes are understood. */
    static parseParameters(value: AxiosHeaderValue): AxiosHeaderParameters;

    /** Defines `getX`, `setX` and `hasX` on the class. */
    static accessor(header: string | string[]): AxiosHeaders;

    /** A new container with the headers of all; later ones win. */
    static concat(
      ...targets: Array<AxiosHeaders | RawAxiosHeaders | string | undefined | null>
    ): AxiosHeaders;

    /** Sets `Content-Type`; see {@link AxiosHeaders.set}. */
    setContentType(value: ContentType, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `Content-Type`, or what a parser makes of it. */
    getContentType(parser?: RegExp): RegExpExecArray | null;
    getContentType(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `Content-Type` is there, and matches. */
    hasContentType(matcher?: AxiosHeaderMatcher): boolean;

    /** Sets `Content-Length`; see {@link AxiosHeaders.set}. */
    setContentLength(value: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `Content-Length`, or what a parser makes of it. */
    getContentLength(parser?: RegExp): RegExpExecArray | null;
    getContentLength(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `Content-Length` is there, and matches. */
    hasContentLength(matcher?: AxiosHeaderMatcher): boolean;

    /** Sets `Accept`; see {@link AxiosHeaders.set}. */
    setAccept(value: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `Accept`, or what a parser makes of it. */
    getAccept(parser?: RegExp): RegExpExecArray | null;
    getAccept(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `Accept` is there, and matches. */
    hasAccept(matcher?: AxiosHeaderMatcher): boolean;

    /** Sets `User-Agent`; see {@link AxiosHeaders.set}. */
    setUserAgent(value: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `User-Agent`, or what a parser makes of it. */
    getUserAgent(parser?: RegExp): RegExpExecArray | null;
    getUserAgent(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `User-Agent` is there, and matches. */
    hasUserAgent(matcher?: AxiosHeaderMatcher): boolean;

    /** Sets `Accept-Encoding`; see {@link AxiosHeaders.set}. */
    /** The value of `Accept-Encoding`, or what a parser makes of it. */
    /** Whether `Accept-Encoding` is there, and matches. */

    /** Sets `Content-Encoding`; see {@link AxiosHeaders.set}. */
    setContentEncoding(value: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `Content-Encoding`, or what a parser makes of it. */
    getContentEncoding(parser?: RegExp): RegExpExecArray | null;
    getContentEncoding(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `Content-Encoding` is there, and matches. */
    hasContentEncoding(matcher?: AxiosHeaderMatcher): boolean;

    /** Sets `Authorization`; see {@link AxiosHeaders.set}. */
    setAuthorization(value: AxiosHeaderValue, rewrite?: HeaderRewrite): AxiosHeaders;
    /** The value of `Authorization`, or what a parser makes of it. */
    getAuthorization(parser?: RegExp): RegExpExecArray | null;
    getAuthorization(matcher?: AxiosHeaderMatcher): AxiosHeaderValue;
    /** Whether `Authorization` is there, and matches. */
    hasAuthorization(matcher?: AxiosHeaderMatcher): boolean;

    /** The Set-Cookie headers, as a list. Browsers hide them, so there it is empty. */
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

  /** What everything fails with. */
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
    /** What failed: one of the constants of this class. */
    code?: string;
    /** The XMLHttpRequest, or what stands for it. */
    request?: any;
    /** The answer, where there was one. */
    response?: AxiosResponse<T, D, {}, P>;
    /** True: how an error of this package, or of axios, is told from others. */
    isAxiosError: boolean;
    /** The status of the answer. */
    status?: number;
    /** A plain snapshot; honours `redact`, and shows nothing of the session. */
    toJSON: () => object;
    /** What lies beneath: the error of fetch, or of the refresh. */
    cause?: Error;
    /** The event of XMLHttpRequest. */
    event?: BrowserProgressEvent;
    /** Set on session errors: why. An {@link SessionEndReason}, `noSession` or `bodyNotReplayable`. */
    reason?: SessionEndReason | 'noSession' | 'bodyNotReplayable';
    /** Set on session errors, and on a 401 while renewing is paused: whether the same request may succeed later. */
    retryable?: boolean;
    /** Set on session errors: the API's own refusal. It is `response` only on ERR_SESSION_ENDED. Not enumerable. */
    refused?: AxiosResponse<T, D, {}, P>;
    /** Set where the data did not match the `schema`: what does not. */
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
    /** There was no answer. */
    static readonly ERR_NETWORK = 'ERR_NETWORK';
    /** An option was removed. */
    static readonly ERR_DEPRECATED = 'ERR_DEPRECATED';
    /** A refused status that is no 4xx, an answer over the limit, or JSON that cannot be parsed. */
    static readonly ERR_BAD_RESPONSE = 'ERR_BAD_RESPONSE';
    /** A status 4xx, a body over the limit, or a scheme that cannot be sent to. */
    static readonly ERR_BAD_REQUEST = 'ERR_BAD_REQUEST';
    /** Not supported here. */
    static readonly ERR_NOT_SUPPORT = 'ERR_NOT_SUPPORT';
    /** A URL that cannot be parsed. */
    static readonly ERR_INVALID_URL = 'ERR_INVALID_URL';
    /** Canceled. */
    static readonly ERR_CANCELED = 'ERR_CANCELED';
    /** A form nested too deep. */
    static readonly ERR_FORM_DATA_DEPTH_EXCEEDED = 'ERR_FORM_DATA_DEPTH_EXCEEDED';
    /** Timed out, or aborted by the browser. */
    static readonly ECONNABORTED = 'ECONNABORTED';
    /** Never raised in a browser. */
    static readonly ECONNREFUSED = 'ECONNREFUSED';
    /** Timed out, where timeouts are told apart. */
    static readonly ETIMEDOUT = 'ETIMEDOUT';
    /** The session has ended; `reason` says why. */
    static readonly ERR_SESSION_ENDED = 'ERR_SESSION_ENDED';
    /** Another user has signed in since the request was made. */
    static readonly ERR_SESSION_CHANGED = 'ERR_SESSION_CHANGED';
    /** The token could not be renewed for now; the session is kept. */
    static readonly ERR_REFRESH_FAILED = 'ERR_REFRESH_FAILED';
    /** The refresh call itself is wrong; the session is kept. */
    static readonly ERR_REFRESH_MISCONFIGURED = 'ERR_REFRESH_MISCONFIGURED';
    /** The token was refused, and the body is a stream, which cannot be sent again. */
    static readonly ERR_BODY_NOT_REPLAYABLE = 'ERR_BODY_NOT_REPLAYABLE';
  }

  /** What a canceled request rejects with. */
  class CanceledError<T, D = any, P = any> extends AxiosError<T, D, P> {
    constructor(message?: string, config?: InternalAxiosRequestConfig<D, P>, request?: any);
    /** The name of the class. */
    readonly name: 'CanceledError';
    /** How {@link isCancel} knows it. */
    __CANCEL__?: boolean;
  }

  const axiosResponseDefault: unique symbol;

  /** The older name of {@link CanceledError}. */
  const Cancel: typeof CanceledError;

  /** The class of cancel tokens. */
  const CancelToken: CancelTokenStatic;

  /** A client that is not callable, and has no defaults but its own. {@link ApiClient} has the library's. */
  class Axios {
    constructor(config?: AxiosRequestConfig);
    /** The default config. Changes affect later requests. */
    defaults: AxiosDefaults;
    /** What runs before requests are sent, and after answers have come. */
    interceptors: {
      request: AxiosInterceptorManager<InternalAxiosRequestConfig>;
      response: AxiosInterceptorManager<AxiosResponse>;
    };
    /** The session of this client; where it was made without one, `anonymous`, and what needs one is an error. */
    readonly session: Session;
    /**
     * The platform's `fetch`, with `baseURL` for relative URLs and with the session; an instance's needs no `this`. Answers
     * are given as they are, whatever their status. Of the client's defaults `baseURL`, `session`, `debug` and `env.fetch`
     * count, and no interceptors run.
     */
    fetch(input: RequestInfo | URL, init?: FetchInit): Promise<Response>;
    /** The URL of a request, with base and params; sends nothing. */
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
    /** Makes a OPTIONS request. */
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

  /** The same client as a callable instance, as a class: with the library's defaults, and with `create`. */
  class ApiClient extends Axios {
    constructor(config?: CreateAxiosDefaults);
    /** A callable instance with this client's defaults, merged with `config`. */
    create(config?: CreateAxiosDefaults): AxiosInstance;
  }

  /** Resolves an adapter by function, by name, or as the first of a list that works here. */
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

  /** A function of a list instead of separate arguments. */
  function spread<T, R>(callback: (...args: T[]) => R): (array: T[]) => R;

  /** Whether a value is what a canceled request rejects with. */
  function isCancel<T = any, D = any, P = any>(value: any): value is CanceledError<T, D, P>;

  /** `Promise.all`. */
  function all<T>(values: Array<T | Promise<T>>): Promise<T[]>;

  /** Merges two configs as a request is merged with its client's defaults. */
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

  /** One of the literals, or any other string; editors still propose the literals. */
  type LiteralOr<Literals extends string> = Literals | (string & {});

  /* ------------------------------------------------------------------------------------------------- headers --- */

  /** What a header may be set to. `null` and `false` keep a default from being sent. */
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

  /** Headers to send, in a container: what interceptors and transforms get. */
  type AxiosRequestHeaders = RawAxiosRequestHeaders & AxiosHeaders;

  type ResponseHeaderName =
    'Server' | 'Content-Type' | 'Content-Length' | 'Cache-Control' | 'Content-Encoding';

  /** Headers of an answer, as a plain object. */
  type RawAxiosResponseHeaders = Partial<
    RawAxiosHeaders & { [Key in ResponseHeaderName | Lowercase<ResponseHeaderName>]: AxiosHeaderValue } & {
      'set-cookie': string[];
    }
  >;

  /** Headers of an answer, in a container. */
  type AxiosResponseHeaders = RawAxiosResponseHeaders & AxiosHeaders;

  /* ------------------------------------------------------------------------------------- parts of a config --- */

  /** Turns what is to be sent into a body; may change the headers. `this` is the config. */
  interface AxiosRequestTransformer {
    (this: InternalAxiosRequestConfig, data: any, headers: AxiosRequestHeaders): any;
  }

  /** Turns a received body into `response.data`. `this` is the config. */
  interface AxiosResponseTransformer {
    (this: InternalAxiosRequestConfig, data: any, headers: AxiosResponseHeaders, status?: number): any;
  }

  /** Sends a request; called synchronously where nothing asynchronous precedes. Judges the status itself. */
  interface AxiosAdapter {
    (config: InternalAxiosRequestConfig): AxiosPromise;
  }

  /** A user for HTTP Basic authentication. */
  interface AxiosBasicCredentials {
    /** The user: what comes before the colon. */
    username: string;
    /** The password. */
    password: string;
  }

  /** A proxy of Node. Accepted, and of no effect in a browser. */
  interface AxiosProxyConfig {
    /** The name or address of the proxy. */
    host: string;
    /** The port of the proxy. */
    port: number;
    /** How the user proves to be one of the proxy's. */
    auth?: AxiosBasicCredentials;
    /** The protocol that the proxy is spoken to in. */
    protocol?: string;
  }
  /** The type of {@link AxiosStatic.HttpStatusCode}. */
  type HttpStatusCode = values.HttpStatusCode;

  type UppercaseMethod =
    'GET' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'PURGE' | 'LINK' | 'UNLINK' | 'QUERY';

  /** An HTTP method, in either case. */
  type Method = (UppercaseMethod | Lowercase<UppercaseMethod>) & {};

  /** What `response.data` shall be. `document` needs XMLHttpRequest; `stream` and `formdata` need fetch. */
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

  /** A text encoding of Node. Accepted, and of no effect in a browser. */
  type responseEncoding = (UppercaseResponseEncoding | Lowercase<UppercaseResponseEncoding>) & {};

  /** Switches between older and newer behaviour. */
  interface TransitionalOptions {
    /** Leave invalid JSON as text. False, with `responseType: 'json'`: an error. Default true. */
    silentJSONParsing?: boolean;
    /** Try JSON where `responseType` is not set. Default true. */
    forcedJSONParsing?: boolean;
    /** Timeouts have the code `ETIMEDOUT` instead of `ECONNABORTED`. Default false. */
    clarifyTimeoutError?: boolean;
    /** Request interceptors run last-added first. False: in the order in which they were added. Default true. */
    legacyInterceptorReqResOrdering?: boolean;
    /** Of no effect in a browser. */
    advertiseZstdAcceptEncoding?: boolean;
    /** `validateStatus: undefined` accepts every status. False: it counts as omitted. Default true. */
    validateStatusUndefinedResolves?: boolean;
    /** Basic user names are sent as UTF-8; else one that is not Latin-1 is refused. Default false. */
    encodeBasicAuthUsername?: boolean;
  }

  /** An AbortSignal, or something that behaves like one. */
  interface GenericAbortSignal {
    /** Whether it has aborted. */
    readonly aborted: boolean;
    /** Called when it aborts. */
    onabort?: ((...args: any) => any) | null;
    /** Adds a listener of `abort`. */
    addEventListener?: (...args: any) => any;
    /** Takes one away. */
    removeEventListener?: (...args: any) => any;
  }

  /** What a serializer's visitor may use. */
  interface FormDataVisitorHelpers {
    /** What happens without a visitor. */
    defaultVisitor: SerializerVisitor;
    /** A value as it is appended: dates as ISO text, `null` as empty text, buffers as Blob. */
    convertValue: (value: any) => any;
    /** Whether a value has members to descend into. */
    isVisitable: (value: any) => boolean;
  }

  /** Called for each member; returns true to descend into it. `this` is what is appended to. */
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
    /** Takes members over from the default. */
    visitor?: SerializerVisitor;
    /** `a.b` instead of `a[b]`. Default false. */
    dots?: boolean;
    /** Keep the `{}` of a key that asks for JSON. Default true. */
    metaTokens?: boolean;
    /** Lists as `a[]` (false), `a[0]` (true) or `a` (null). Default false. */
    indexes?: boolean | null;
    /** Nesting beyond this is an error. Default 100. */
    maxDepth?: number;
    /** The class for buffers in forms. */
    Blob?: { new (...args: any[]): any };
  }

  /** How an object becomes a form body. */
  interface FormSerializerOptions extends SerializerOptions {}

  /** Encodes a name or a value of the query. */
  interface ParamEncoder {
    (value: any, defaultEncoder: (value: any) => any): any;
  }

  /** Makes the whole query. */
  interface CustomParamsSerializer<P = Record<string, any>> {
    (params: P, options?: ParamsSerializerOptions<P>): string;
  }

  /** How `params` become the query. */
  interface ParamsSerializerOptions<P = Record<string, any>> extends SerializerOptions {
    /** Encodes each name and value in place of the built-in encoder. */
    encode?: ParamEncoder;
    /** Makes the whole query in place of the built-in serializer. */
    serialize?: CustomParamsSerializer<P>;
  }

  type BrowserProgressEvent = any;

  /** How far an upload or a download is. */
  interface AxiosProgressEvent {
    /** Bytes so far. */
    loaded: number;
    /** Bytes in all, where known. */
    total?: number;
    /** From 0 to 1, where the total is known. */
    progress?: number;
    /** Bytes since the last event. */
    bytes: number;
    /** Bytes per second. */
    rate?: number;
    /** Seconds left. */
    estimated?: number;
    /** True for an event of an upload. */
    upload?: boolean;
    /** True for an event of a download. */
    download?: boolean;
    /** The event of the platform. */
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
   * What an application may keep of its own under a name of {@link EverfetchRequestOptions}, and redeclare there
   * (`declare module`): it is left alone, with one warning that names the option.
   */
  type ForeignOption = string | number | boolean | null;

  /** What a request takes beyond axios's options. */
  interface EverfetchRequestOptions {
    /**
     * The session that the request belongs to; set it on a client, not on a request. `false` on a request sends it
     * without a token, and it never waits: for public endpoints.
     */
    session?: SessionOptions | ForeignOption;
    /**
     * Says each decision of the session on the console (`console.debug`), one line without secrets for each: what
     * `session.timeline()` lists. Set it on a client. Default false.
     */
    debug?: ForeignOption;
    /** Send with the token, but take a refusal as the answer: no refresh, no resend. */
    skipAuthRefresh?: boolean;
    /**
     * Send again after a network failure or a passing refusal: how often, and when. Off by default; `true` is twice, and
     * `false` on a request switches a client's off.
     */
    retry?: RetryOptions | ForeignOption;
    /**
     * What the data of an accepted answer must be, by a schema of Zod, Valibot, ArkType or any other with the interface
     * Standard Schema. The answer's `data` is what the schema makes of it, and has its type; a mismatch rejects with
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
    /** Put before relative URLs, with one slash between. */
    baseURL?: string;
    /** False: `baseURL` is put before absolute URLs too. Default true. */
    allowAbsoluteUrls?: boolean;
    /** Replaces the default list, which makes bodies of values. */
    transformRequest?: AxiosRequestTransformer | AxiosRequestTransformer[];
    /** Replaces the default list, which parses JSON. */
    transformResponse?: AxiosResponseTransformer | AxiosResponseTransformer[];
    /** `null`, `undefined` or `false` removes a default. */
    headers?: (RawAxiosRequestHeaders & MethodsHeaders) | AxiosHeaders;
    /** Appended to the query. Merged deep with default params. */
    params?: P;
    /** How `params` are written; a bare function makes the whole query. */
    paramsSerializer?:
      | ParamsSerializerOptions<unknown extends P ? Record<string, any> : P>
      | CustomParamsSerializer<unknown extends P ? Record<string, any> : P>;
    /** The body: objects become JSON, or a form where Content-Type says so. */
    data?: D;
    /** Milliseconds for the whole request, waiting for the session and a resend included; 0 is none. Default 0. */
    timeout?: number;
    /** Replaces the message of a timeout. */
    timeoutErrorMessage?: string;
    /** Send cookies to other origins. */
    withCredentials?: boolean;
    /** What sends: a function, a name, or a list tried in order. Default: fetch, with the results of XMLHttpRequest. */
    adapter?: AxiosAdapterConfig | AxiosAdapterConfig[];
    /** HTTP Basic authentication. */
    auth?: AxiosBasicCredentials;
    /** Default: text, parsed where it is JSON. */
    responseType?: ResponseType;
    /** Of no effect in a browser. */
    responseEncoding?: LiteralOr<responseEncoding>;
    /** The cookie with the XSRF token; null: none is read. Default `XSRF-TOKEN`. */
    xsrfCookieName?: string;
    /** The header that carries it. Default `X-XSRF-TOKEN`. */
    xsrfHeaderName?: string;
    /** Called about three times a second, and at the end. */
    onUploadProgress?: (progressEvent: AxiosProgressEvent) => void;
    /** Called about three times a second, and at the end. */
    onDownloadProgress?: (progressEvent: AxiosProgressEvent) => void;
    /** Bytes of an answer. Enforced by `adapter: 'fetch'`. Default -1, no limit. */
    maxContentLength?: number;
    /** Which statuses resolve; null: all. Default 200 to 299. */
    validateStatus?: ((status: number) => boolean) | null;
    /** Bytes of a body. Enforced by `adapter: 'fetch'`. Default -1, no limit. */
    maxBodyLength?: number;
    /** With `adapter: 'fetch'`, 0 means that redirects are not followed. */
    maxRedirects?: number;
    /** Of no effect in a browser. */
    maxRate?: number | [upload: number, download: number];
    /** Of no effect in a browser. */
    beforeRedirect?: (
      options: Record<string, any>,
      responseDetails: { headers: Record<string, string>; statusCode: HttpStatusCode },
      requestDetails: { headers: Record<string, string>; url: string; method: string },
    ) => void;
    /** Of no effect in a browser. */
    socketPath?: string | null;
    /** Of no effect in a browser. */
    allowedSocketPaths?: string | string[] | null;
    /** Of no effect in a browser. */
    transport?: any;
    /** Of no effect in a browser. */
    httpAgent?: any;
    /** Of no effect in a browser. */
    httpsAgent?: any;
    /** Of no effect in a browser. */
    proxy?: AxiosProxyConfig | false;
    /** The older way to cancel; see `signal`. */
    cancelToken?: CancelToken | undefined;
    /** Of no effect in a browser. */
    decompress?: boolean;
    /** Switches between older and newer behaviour. */
    transitional?: TransitionalOptions;
    /** Aborting it rejects the request with a {@link CanceledError}. */
    signal?: GenericAbortSignal;
    /** Of no effect in a browser. */
    insecureHTTPParser?: boolean;
    /** Classes and functions to use instead of the platform's. */
    env?: {
      /** Made when an object becomes a form. */
      FormData?: new (...args: any[]) => object;
      fetch?: (input: URL | Request | string, init?: RequestInit) => Promise<Response>;
      Request?: new (input: URL | Request | string, init?: RequestInit) => Request;
      /** Made of a form that is measured, or whose boundary is the caller's. */
      Blob?: (new (parts?: BlobPart[], options?: BlobPropertyBag) => Blob) | null;
      /** Made when an answer is watched; must take a stream as its body. */
      Response?: new (
        body?: ArrayBuffer | ArrayBufferView | Blob | FormData | URLSearchParams | string | null,
        init?: ResponseInit,
      ) => Response;
    };
    /** How an object becomes a form body. */
    formSerializer?: FormSerializerOptions;
    /** Of no effect in a browser. */
    family?: AddressFamily;
    /** Of no effect in a browser. */
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
    /** Send the XSRF header: true always, false never, default to the page's own origin. */
    withXSRFToken?: boolean | ((config: InternalAxiosRequestConfig<D, P>) => boolean | undefined);
    /** The reviver of `JSON.parse`. */
    parseReviver?: (this: any, key: string, value: any, context?: { source?: string }) => any;
    /** More options of fetch. Body, headers, method, signal, credentials and duplex are not taken from here. */
    fetchOptions?: Omit<RequestInit, 'body' | 'headers' | 'method' | 'signal'> | Record<string, any>;
    /** Of no effect in a browser. */
    httpVersion?: 1 | 2;
    /** Of no effect in a browser. */
    http2Options?: Record<string, any> & { sessionTimeout?: number };
    /** Of no effect in a browser. */
    formDataHeaderPolicy?: 'legacy' | 'content-only';
    /** Names whose values are masked in `error.toJSON().config`, at any depth and in any case. */
    redact?: string[];
    /** Of no effect in a browser. */
    sensitiveHeaders?: string[];
  }

  /** When and how often a request is sent again. A renewal of the session is no retry, and a stream is never sent twice. */
  interface RetryOptions {
    /** How often at most. Default 2. */
    limit?: number;
    /** Which methods. Default: those that may be repeated, `get head options put delete query`. */
    methods?: LiteralOr<Method>[];
    /** After which statuses. Default 408, 413, 429 and all from 500 on. Network failures always count. */
    statusCodes?: number[];
    /**
     * The wait before the `attempt`-th retry (from 1), in ms: a function, or the first ceiling of a random wait that
     * doubles each time, up to 30 s. Default 300. A wait that the `timeout` does not leave room for is not begun.
     */
    backoff?: number | ((attempt: number, error: AxiosError) => number);
    /**
     * The longest `Retry-After`, in ms, that is waited for; an answer that asks for more is delivered. `0` ignores the
     * header. Default 60,000.
     */
    retryAfter?: number;
  }

  /** The interface that validation libraries share (standardschema.dev), as far as it is used here. */
  interface StandardSchema {
    /** What the library offers under this name. */
    readonly '~standard': {
      readonly version: 1;
      readonly vendor: string;
      // Loose on purpose: comparing a library's own types with exact ones can exceed what the compiler follows.
      readonly validate: (value: unknown, ...rest: any[]) => any;
      readonly types?: { readonly input: any; readonly output: any } | undefined;
    };
  }

  /** One thing that does not match. */
  interface SchemaIssue {
    /** What does not match, in words. */
    readonly message: string;
    /** Where it is: the keys from the outermost value inwards. */
    readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
  }

  /** A config whose answer has the type that its schema gives. */
  type SchemaConfig<S extends StandardSchema, D = any, P = any> = Omit<AxiosRequestConfig<D, P>, 'schema'> & {
    schema: S;
  };

  /** The type that a schema gives. */
  type SchemaOutput<S extends StandardSchema> = NonNullable<S['~standard']['types']>['output'];

  /** Another name of {@link AxiosRequestConfig}. */
  type RawAxiosRequestConfig<D = any, P = any> = AxiosRequestConfig<D, P>;

  /** A config on its way: merged, with headers in a container. */
  interface InternalAxiosRequestConfig<D = any, P = any> extends AxiosRequestConfig<D, P> {
    /** The headers of this request. */
    headers: AxiosRequestHeaders;
  }

  /** Default headers: for all methods, and for each. */
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

  /** What a client is made with. */
  interface CreateAxiosDefaults<D = any, P = any> extends Omit<AxiosRequestConfig<D, P>, 'headers'> {
    /** Headers of all requests, or those by method. */
    headers?: RawAxiosRequestHeaders | AxiosHeaders | Partial<HeadersDefaults>;
  }

  /** An answer. */
  interface AxiosResponse<T = any, D = any, H = {}, P = any> {
    /** The body, after the transforms. */
    data: T;
    /** The status code. */
    status: number;
    /** The text beside the status; empty over HTTP/2 and later. */
    statusText: string;
    /** Whole milliseconds that the adapter took. */
    duration?: number;
    /** The headers of the answer. */
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

  /** Stands for "the response itself" where a method's second type argument is left out. */
  interface AxiosResponseDefault {
    readonly [values.axiosResponseDefault]: true;
  }

  type AxiosResponseResult<T, R, D, P> = R extends AxiosResponseDefault ? AxiosResponse<T, D, {}, P> : R;

  /** A promise of an answer. */
  type AxiosPromise<T = any, D = any, P = any> = Promise<AxiosResponse<T, D, {}, P>>;

  /* -------------------------------------------------------------------------------------------- cancellation --- */

  /** The class behind the older name of {@link CanceledError}. */
  interface CancelStatic {
    new (message?: string): Cancel;
  }

  /** What a token cancels with. */
  interface Cancel {
    /** What the canceler was given. */
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
    /** Throws the reason, once canceled. */
    throwIfRequested(): void;
    /** Calls the listener once canceled, at once if it is. */
    subscribe(listener: (cancel: Cancel | any) => void): void;
    /** Takes a listener away. */
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
    /** It returns no promise. If all that run are such, the request is sent before the call returns. */
    synchronous?: boolean;
    /** Skips the interceptor where it returns false. */
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
    /** Adds one; returns its id. */
    use: V extends AxiosResponse ? AxiosResponseInterceptorUse<V> : AxiosRequestInterceptorUse<V>;
    /** Removes one by its id. Ids are never used again. */
    eject(id: number): void;
    /** Removes all. */
    clear(): void;
    /** The list itself; removed ones are null. */
    handlers?: Array<AxiosInterceptorHandler<V>>;
  }

  /* ------------------------------------------------------------------------------------------------- clients --- */

  /** What {@link Axios.fetch} takes beside its input: what the platform's `fetch` takes, and two switches. */
  interface FetchInit extends RequestInit {
    /** False: the request takes no part in the session. */
    session?: false;
    /** True: the request carries the token, and its refusal is final. */
    skipAuthRefresh?: boolean;
  }
  /** The type of {@link AxiosStatic.Axios}. */
  type Axios = values.Axios;
  /** The type of {@link AxiosStatic.ApiClient}. */
  type ApiClient = values.ApiClient;

  /** A client that can be called itself. */
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

    /** See {@link Axios.fetch}; it needs no `this`, so it can be handed on as it is. */
    fetch: (input: RequestInfo | URL, init?: FetchInit) => Promise<Response>;
    /** A new instance whose defaults are these, merged with `config`. */
    create(config?: CreateAxiosDefaults): AxiosInstance;
    defaults: Omit<AxiosDefaults, 'headers'> & {
      headers: HeadersDefaults & { [key: string]: AxiosHeaderValue };
    };
  }

  /** Something that names and values can be appended to. */
  interface GenericFormData {
    /** Adds a field. */
    append(name: string, value: any, options?: any): any;
  }

  /** A `<form>`. */
  interface GenericHTMLFormElement {
    /** The name of the form. */
    name: string;
    /** The method that it is sent with. */
    method: string;
    /** Sends it. */
    submit(): void;
  }

  /** The default instance, with everything that belongs to the package. */
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

  /** A set of tokens, in the names that the package uses itself. */
  interface SessionTokens {
    /** What requests carry. */
    accessToken: string;
    /** Left out where a cookie, or an identity library, does the renewing. */
    refreshToken?: string;
    /** Seconds. */
    expiresIn?: number;
    /** A date, its text, or seconds or milliseconds since 1970: the size tells which. */
    expiresAt?: number | string | Date;
  }

  /**
   * Tokens as applications have them: {@link SessionTokens}, an answer of a token endpoint as it is (`access_token`,
   * `token`, `refresh_token`, `expires_in`, also inside `data`, `result` or `tokens`), or the access token as a text
   * (RFC 6750's b64token; others go into `accessToken`). Text that is JSON is parsed.
   */
  type TokenReply = SessionTokens | string | Record<string, any>;

  type MaybePromise<T> = T | Promise<T>;

  /** What a storage of your own keeps. */
  interface SessionRecord {
    /** What requests carry. */
    accessToken?: string;
    /** What renews it. */
    refreshToken?: string;
    /** Milliseconds since 1970. */
    expiresAt?: number;
    /** More, for the package alone: keep it as it is. */
    [key: string]: unknown;
  }

  /** A storage of your own. */
  interface SessionStorageAdapter {
    /** The record, a bare set of tokens, or nothing. */
    load(): MaybePromise<SessionRecord | TokenReply | null | undefined | void>;
    /** Keeps the record in place of the one before. */
    save(record: SessionRecord): MaybePromise<unknown>;
    /** Forgets the record. */
    clear(): MaybePromise<unknown>;
    /**
     * True: all tabs of the origin use this one storage (IndexedDB, the storage of an extension), so a tab whose session
     * another one has ended or replaced leaves what lies there alone. Default false: each tab has its own.
     */
    shared?: boolean;
  }

  /** The tokens that a call to the token endpoint is made with. */
  interface SessionCallTokens {
    /** What requests carry now, or carried until it expired. */
    accessToken?: string;
    /** What renews it; none where a cookie holds it. */
    refreshToken?: string;
  }

  type OfTokens<T> = T | ((tokens: SessionCallTokens) => MaybePromise<T>);

  /** The refresh call, or the revocation, declared. No interceptors and no default headers take part in it. */
  interface SessionCall {
    /** Joined to `baseURL` as `url` is. */
    url: OfTokens<string>;
    /** Default `POST`. */
    method?: string;
    /** The body: `json` (default), or `form`, the refresh grant of OAuth 2.0 (RFC 6749 §6). */
    format?: 'json' | 'form';
    /** The name of the refresh token in the body: `refreshToken` in JSON, `refresh_token` in a form; false sends none. */
    tokenField?: string | false;
    /** More fields of the body. */
    fields?: OfTokens<Record<string, unknown>>;
    /** Headers. */
    headers?: OfTokens<Record<string, string>>;
    /** Reads the tokens of an answer in which they are not found by themselves. */
    parse?: (data: any, response: { status: number; headers: any }) => MaybePromise<TokenReply | void>;
    /** `client_id` of a form. */
    clientId?: string;
    /** `scope` of a form. */
    scope?: string;
  }

  /** What a refresh function is called with. */
  interface RefreshContext extends SessionCallTokens {
    /** Aborted when the session gives the refresh up. */
    signal?: AbortSignal;
  }

  /** Renews by itself, e.g. through an identity library; may use the same client. A `Response` is read as JSON. */
  type RefreshFunction = (context: RefreshContext) => MaybePromise<TokenReply | Response | void>;

  /** Why a session ended: signed out, refused by the token endpoint, an answer lost, or its token superseded. */
  type SessionEndReason = 'signedOut' | 'refused' | 'inDoubt' | 'lost';

  /** How a failed refresh is judged. */
  type RefreshFailure = 'transient' | 'inDoubt' | 'definitive' | 'misconfigured';

  /** What `loginUrl` is called with. */
  interface LoginContext {
    /** Why the session has ended. */
    reason: SessionEndReason;
    /** Path, query and fragment of the page. */
    returnTo: string;
  }

  /** What a session is made of. Everything but `refresh` has a default. */
  interface SessionOptions {
    /**
     * Names the session. Clients with the same id share one in a page; different ids share nothing. Pages share it where
     * they also have the same refresh endpoint, `clientId`, `carrier` and origin of `baseURL` (unless `origins` is given),
     * which are in the names of storage keys, lock and channel too. On a server every client has its own session.
     * Default: the origin of `baseURL` at the first use, else the page's, with the path of a declared `refresh` and its
     * `clientId`. Two refresh functions cannot be told apart: name their sessions.
     */
    id?: string;
    /**
     * Where the tokens are. `'bearer'`: both are held here, the access token is sent in a header. `'cookie'`: HTTP-only
     * cookies do it all. `'split'`: the access token is held and sent here, the refresh token is an HTTP-only cookie.
     * Default `'bearer'`.
     */
    carrier?: 'bearer' | 'cookie' | 'split';
    /**
     * Asked once where nothing is stored: tokens under an application's old storage keys, from an SSO redirect, or from
     * an identity library. Default: none.
     */
    initial?: () => MaybePromise<TokenReply | void>;
    /**
     * `'session'`: sessionStorage. `'local'`: survives the browser's restart, and any script of the origin can read it.
     * `'memory'`: nothing is stored. Or a storage of your own. Storage that is blocked or full falls back to memory, with
     * the event `storageDegraded`. Default `'session'`.
     */
    storage?: 'session' | 'local' | 'memory' | SessionStorageAdapter;
    /** Tabs of the origin share one session. Default true; false with `storage: 'memory'`. */
    shareTabs?: boolean;
    /** Renews the tokens: a URL that is posted `{ refreshToken }`, the call in detail, or a function. Required. */
    refresh: string | SessionCall | RefreshFunction;
    /**
     * Which answers mean that the access token is refused: statuses from 400, or a function of the answer, whose `data` is
     * parsed, also that of a blob or an ArrayBuffer with up to 64 kB of JSON. The function may return `'end'`: the session
     * ends without a refresh. A refused request is sent again whatever its method is, since a server refuses before it
     * acts; where yours does not, let the function look at `response.config.method`. Default `[401]`.
     */
    refreshOn?: number[] | ((response: AxiosResponse) => MaybePromise<boolean | 'end'>);
    /** Requests that take no part, as with `session: false`: prefixes of paths, expressions, functions. Default `[]`. */
    exclude?: Array<string | RegExp | ((config: InternalAxiosRequestConfig) => boolean)>;
    /** Reads tokens that come with an ordinary answer, e.g. in a header. Default: none. */
    renew?: (response: AxiosResponse) => TokenReply | void;
    /** Seconds before expiry at which the next request renews first; less for short-lived tokens. Below 10000. Default 30. */
    refreshAhead?: number;
    /**
     * Milliseconds that a request waits for a refresh. Default 60000. Then it rejects with `ERR_REFRESH_FAILED`, `retryable`.
     * The call itself may take 120 seconds, and a late answer counts for the requests after it. When a tab vanishes in
     * mid-refresh, the others give its call 10 seconds: below 10000, requests may reject before that is over.
     */
    refreshTimeout?: number;
    /** Revokes tokens at sign-out: a URL (RFC 7009), the call in detail, or a function. Default: none. */
    revoke?: string | SessionCall | ((tokens: SessionCallTokens) => unknown);
    /**
     * Overrides how a failed refresh is judged; `undefined` leaves it as it is. Also asked about an answer 2xx without a
     * token.
     */
    classify?: (answer: {
      status?: number;
      data?: any;
      error?: any;
      response?: any;
    }) => RefreshFailure | undefined | void;
    /** After a refresh whose answer was lost: `'replay'` the same refresh token, or `'end'`. Default `'replay'`. */
    inDoubt?: 'replay' | 'end';
    /** The origins that may receive the token; no other ever does. Default: the origin of `baseURL`, else the page's. */
    origins?: string[];
    /**
     * The header that carries the token. Default `Authorization`. Any other header would go along with a redirect to
     * another origin, so requests that carry one fail where they are redirected, unless `fetchOptions.redirect` says
     * otherwise. XMLHttpRequest, which sends requests with progress listeners, always follows: give such requests
     * `adapter: 'fetch'`.
     */
    header?: string;
    /** What precedes the token; `''` sends it bare. Default `Bearer`. */
    scheme?: string;
    /** Where to go, once, when the session ends; `returnTo` is added. Default: nowhere. */
    loginUrl?: string | ((context: LoginContext) => string | undefined | void);
    /** Called once when the session ends. Default: none. */
    onSessionEnd?: (reason: SessionEndReason) => void;
  }

  /** What a session is doing. `stale`: its last refresh failed for now; the next request tries again. */
  type SessionState = 'anonymous' | 'restoring' | 'active' | 'refreshing' | 'stale' | 'ended';

  /** The state, as an object that stays the same while the state does. */
  interface SessionSnapshot {
    /** The state. */
    readonly state: SessionState;
    /** Why it ended. */
    readonly reason?: SessionEndReason;
  }

  /** What a session tells its listeners. No event holds a token. */
  interface SessionEvents {
    /** A session has begun. */
    signedIn: { type: 'signedIn' };
    /** The token was renewed. */
    refreshed: { type: 'refreshed' };
    /** A refresh has failed, and the session is kept. */
    refreshFailed: {
      type: 'refreshFailed';
      failure: RefreshFailure;
      /** Milliseconds until the next try is allowed. */
      retryIn: number;
    };
    /**
     * Another session, of the same user or of another one, has taken this one's place in another tab. It is no end: this tab
     * joins the other session, and `signedIn` follows. What the page shows may be the former user's: load it anew.
     */
    replaced: { type: 'replaced' };
    /** The session is over. */
    ended: { type: 'ended'; reason: SessionEndReason };
    /** The user has to authenticate again, or more strongly (RFC 9470); the parameters are the server's. */
    stepUpRequired: { type: 'stepUpRequired'; acrValues?: string; maxAge?: string };
    /** What should be stored is only in memory. */
    storageDegraded: { type: 'storageDegraded' };
  }

  /** What holds in this browser. */
  interface SessionGuarantees {
    /** Tabs share one session: one of them renews for all. False without localStorage. */
    shareTabs: boolean;
    /** The session is found again after a reload. */
    survivesReload: boolean;
    /** Where the tokens are kept, as chosen; `degraded` says whether that works. */
    storage: 'session' | 'local' | 'memory' | 'custom';
    /**
     * What had to fall back. `'storage'`: nothing is kept outside of memory, because a storage is blocked or full, or
     * because there are no secure random bytes for the keys by which tabs share. `'ledger'`: localStorage takes no writes
     * any more (it is full), so tabs agree by Web Locks and messages alone, and each renewal takes ten seconds longer.
     * `'locks'`: there are no Web Locks (plain http, old browsers), so tabs agree through localStorage; that they renew
     * once is then the rule, and no promise. `'lockList'`: Web Locks cannot be listed (a frame of another site), so each
     * renewal takes 150 ms longer. `'timers'`: a hidden page could start no worker (a Content-Security-Policy without
     * `worker-src blob:`), so waiting may take longer there than the bounds say.
     */
    degraded: ('storage' | 'ledger' | 'locks' | 'lockList' | 'timers')[];
    /**
     * The form of the core that runs: WebAssembly, or, where that is refused (a Content-Security-Policy without
     * `'wasm-unsafe-eval'`, a lockdown mode, React Native, workerd), the same core as JavaScript. Undefined until a core
     * is there.
     */
    engine?: 'wasm' | 'js' | undefined;
  }

  /** One line of the timeline. */
  interface SessionTimelineEntry {
    /** Milliseconds since the page began, as `performance.now()` counts. */
    at: number;
    /** What happened: an event of {@link SessionEvents}, or a step of its own. */
    event: string;
    [detail: string]: unknown;
  }

  /** `api.session`: the session as the application sees it. */
  interface Session {
    /** The name of the session. */
    readonly id: string;
    /** What it is doing. */
    readonly state: SessionState;
    /** Somebody is signed in: the state is `active`, `refreshing` or `stale`. What a guard of a route asks. */
    readonly isSignedIn: boolean;
    /** When the access token ends, in milliseconds since the epoch; undefined where that is unknown. */
    readonly expiresAt: number | undefined;
    /**
     * The payload of the access token where it is a JWT, else undefined. Nothing is verified: it says what to show, never
     * what is allowed.
     */
    claims<T = Record<string, any>>(): T | undefined;
    /** Resolves with the state once the session is restored; never rejects. For a router's guard. */
    ready(): Promise<SessionState>;
    /**
     * Begins a new session with the tokens of a sign-in. Tokens that the session has already change nothing. In a refresh
     * function, which then returns them or nothing, it is the refresh's result and begins none.
     */
    signIn(tokens?: TokenReply): Promise<void>;
    /** Newer tokens of the same session: another library renewed them. */
    update(tokens: TokenReply): Promise<void>;
    /** Ends the session. Resolves once the tokens are revoked, where `session.revoke` is set. */
    signOut(options?: { revoke?: boolean }): Promise<{ revoked: boolean; error?: unknown }>;
    /** Renews now, or joins the refresh that runs. */
    refresh(): Promise<void>;
    /**
     * A fresh access token, for a WebSocket or an EventSource; undefined where none is held. Ask for it at each
     * connection, and rather send it in a first message, as a subprotocol or as a one-time ticket than in the URL,
     * which servers and proxies log.
     */
    getAccessToken(): Promise<string | undefined>;
    /** Listens; returns the function that stops listening. */
    on<Name extends keyof SessionEvents>(
      event: Name,
      listener: (event: SessionEvents[Name]) => void,
    ): () => void;
    /** Calls back after every change, for React's `useSyncExternalStore`; returns the function that stops it. */
    subscribe(listener: () => void): () => void;
    /** The state for `useSyncExternalStore`. */
    getSnapshot(): SessionSnapshot;
    /** What holds in this browser. */
    guarantees(): SessionGuarantees;
    /** What happened, without secrets: safe to paste into a bug report. */
    timeline(): SessionTimelineEntry[];
  }
}

declare const everfetch: everfetch.AxiosStatic;

export = everfetch;
