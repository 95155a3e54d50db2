/** 1234567 as 1,234,567. Node spends 25 ms on its tables of languages before the first `toLocaleString`. */
export const whole = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
