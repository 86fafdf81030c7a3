export const deviceId = () => 'device-7';
