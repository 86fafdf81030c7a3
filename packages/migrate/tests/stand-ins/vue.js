export const ref = (value) => ({ value });
export const onMounted = (run) => run();
