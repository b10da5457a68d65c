export const today = {
  today: {
    title: 'Today',
  },
};
