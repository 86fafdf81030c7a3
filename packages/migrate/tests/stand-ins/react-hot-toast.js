const toasts = (globalThis.toasts ??= []);
const toast = (text) => void toasts.push(text);
export default Object.assign(toast, { error: toast, success: toast });
