import type { proof as en } from '../en/proof';
import type { Strings } from '../strings';

export const proof: Strings<typeof en> = {
  proof: {
    title: '有效吗？', text: '用事先写下的方案检验改进。可以提前查看：区间已经为此留出余地。', new: '新建测试', new_text: '在任何人看到答案之前，写下预期是什么、对谁实施、多大的效果才算重要。', missing: '没有这项测试', everybody: '所有客户', whole_journey: '整个旅程', yes: '是',
    empty: '还没有检验中的改进', empty_text: '数字本身就会起伏。改进是否有效，只有对照事先定好的方案才看得出来，最好再与没有得到改进的客户比较。',
    step: { write: '写下假设、实施的客户群、应当变动的指标，以及最小的重要效果。', register: '在开始之前登记。此后方案冻结。', watch: '任何一天都可以查看。无论看多少次，区间都可信。', read: '把结论读出来：已证实、有害、没有重要效果，或尚未证实。' },
    state: { draft: '草稿', running: '进行中', stopped: '已停止', ended: '已结束' },
    registered: '{{who}} 于 {{when}} 登记', draft_by: '{{who}} 的草稿，第 {{v}} 版', late: '登记时测试已经开始：方案确定之前，当时的结果可能已被看到。', stopped: '于 {{when}} 停止，之后的数据不计入。',
    remove: '移除', remove_ask: '移除这份草稿？', register: '登记', register_ask: '登记这项测试？', register_text: '登记后方案不能修改或移除，无论答案如何。', stop: '停止', stop_ask: '停止这项测试？', stop_text: '结论停留在今天。停止的测试不能重新开始。', stop_reason: '停止的原因', print: '打印',
    verdict: { PROVEN: '已证实：有效', PROVEN_SMALL: '已证实，但效果小', HARM: '有害', NO_MEANINGFUL_EFFECT: '没有重要效果', NOT_YET: '尚未证实', NOT_PROVEN: '结束，未能证实', NOT_ENOUGH_DATA: '数据不足' },
    against_say: { others: '没有得到改进的客户', group: '对照组', before: '之前的时期' },
    say: {
      proven: '与{{against}}相比，效果为 {{effect}}。真值在 {{lo}} 与 {{hi}} 之间：无论哪天查看都高于零。', small: '它肯定小于事先认定的重要效果 {{smallest}}。', harm: '与{{against}}相比，效果为 {{effect}}。真值在 {{lo}} 与 {{hi}} 之间：低于零。',
      nothing: '与{{against}}相比，效果为 {{effect}}。真值在 {{lo}} 与 {{hi}} 之间：肯定不到重要效果 {{smallest}}。', open: '与{{against}}相比，目前效果为 {{effect}}。真值在 {{lo}} 与 {{hi}} 之间：可能为零，也可能达到重要效果（{{smallest}}）。',
      ended: '与{{against}}相比，效果为 {{effect}}。真值在 {{lo}} 与 {{hi}} 之间：既不能排除零，也不能排除重要效果（{{smallest}}）。', drifted: '差异 {{effect}} 高于零，但两组在实施之前已经分化，不能归因于这项改进。',
    },
    why: {
      not_started: '测试尚未开始。', no_baseline: '开始之前的数据太少，无法比较：现有 {{have}}，需要 {{need}}。', too_few: '开始以来，较小一组有 {{have}} 位客户作答；达到 {{need}} 位之前不下结论。', too_few_blocks: '开始以来的序列太短：现有 {{have}} 个点，需要 {{need}} 个。',
      regression_unknown: '这些客户因低分而入选。低分自然回升多少尚不清楚：未实施的客户中有 {{have}} 位作答两次，需要 {{need}} 位。',
    },
    naive_say: '如果只看前后、不作比较，会声称效果为 {{naive}} [{{lo}}, {{hi}}]。',
    as_of: '第 {{n}} 天，共 {{days}} 天', reached: '触达并作答的客户', looks: '查看次数', money: '净值', pays: '回本的概率', next: '下次决策', decided: '状态', is_over: '已结束', money_text: '为假设，并非测量：一位客户的回答提高一个整单位值 {{worth}}；计划成本 {{cost}}。只计作答的客户，不外推。',
    reach: '这项测试能发现什么', reach_good: '到最后一天，100 次中有 80 次能发现 {{find}} 的效果。最小的重要效果为 {{smallest}}：规模足够。之前时期较小一组已知客户 {{n}} 位。', reach_poor: '到最后一天，100 次中有 80 次能发现 {{find}} 的效果。最小的重要效果为 {{smallest}}：规模不足。请延长时间、扩大客户群，或接受只有更大的效果才会显现。之前时期较小一组已知客户 {{n}} 位。', reach_unknown: '开始之前的回答太少，无法判断能发现什么：较小一组有 {{n}} 位客户。', draft_blind: '草稿不显示效果，以免按答案挑选方案。',
    live: '逐日效果', live_sub: '始终有效的 95 % 区间', live_none: '还没有可画的内容', live_say: '{{day}}，效果为 **{{effect}}** {{interval}}；区间含零或低于零。', live_since: '自 {{since}} 起高于零；{{day}}，效果为 **{{effect}}** {{interval}}。', live_alt: '效果 {{effect}}，区间 {{interval}}；两条线为零与最小的重要效果 {{smallest}}', day: '日期', effect: '效果', matters: '达到此线才重要',
    compared: '比较了什么', compared_did: '实施组的升幅减去其他客户的升幅', compared_its: '之前的水平与之后的水平', groups: '与谁比较', group: { treated: '实施组', control: '对照组' }, before: '之前', after: '开始以来', rise: '升幅', people: '{{n}} 位客户', customers: '客户数', looked_at: '数字基于 {{share}} 的客户，按哈希抽取。',
    checks: '交叉检查', checks_sub: '以下各项都不决定结论', detectable: '到最后一天，这项测试 100 次中有 80 次能发现 {{find}} 的效果。', no_control: '没有对照组时，台阶也可能来自当天的其他变化。只扣除了之前的斜率，其余没有扣除。', a_day: '天', a_week: '周',
    check: {
      fixed: '只看一次', fixed_text: '如果只在事先定好的一天查看一次的区间。经常查看时它过窄。', naive: '只看前后', naive_text: '实施组开始前后的差，不作比较：季节等一切变化都包含在内。',
      placebo: '开始前的安慰剂检验', placebo_ok: '把之前的时期分成两半，用同样方法比较：本不该有差异，也确实没有。', placebo_bad: '把之前的时期分成两半，用同样方法比较，已有差异：两组早在分化。', placebo_few: '之前的数据太少，无法对半比较。',
      cuped: '结合之前的得分', cuped_text: '前后都作答的客户，按各自之前的得分调整（CUPED）：它解释了 {{share}} 的离散。', cuped_few: '前后都作答的客户太少。', slope: '斜率的变化', slope_text: '序列每点为一{{unit}}；之前 {{before}} 点，开始以来 {{after}} 点。',
      regression: '向平常水平回归', regression_text: '入选客户即使不实施也会出现的升幅，已从效果中扣除。重测相关 {{rho}}（n = {{n}}）。', regression_few: '尚不清楚：未实施的客户中有 {{have}} 位作答两次，需要 {{need}} 位。',
    },
    plan: '方案', plan_text: '登记时已固定。', form: '测试方案', what: '检验什么', name: '名称', name_like: '视频指导安装', hypothesis: '假设', hypothesis_hint: '谁得到什么，什么应当因此变好。', owner: '负责人', measured: '应当变动的指标', journey: '旅程', metric: '指标', smallest: '最小的重要效果', smallest_hint: '达到它才值得做。更小的效果即使证实也只称为小。', touchpoints: '接触点', touchpoints_hint: '只计这些接触点的回答。不选则为整个旅程。',
    against: '与谁比较', against_is: { others: '其他所有客户', group: '指定对照组', before: '之前的时期' }, against_hint: { others: '只有部分客户得到改进时的最佳选择：对所有人都发生的变化会被扣除。', group: '与上同，但只与这一组比较。', before: '所有客户都得到改进时使用。较弱：当天的其他变化也包含在内。' },
    treated: '对谁实施', treated_hint: '按回答的属性或渠道划分，不针对单个客户。', treated_hint_before: '不选则为所有客户。', control: '对照组', by: '属性', values: '取值', selected_low: '这些客户因低分而入选', selected_low_hint: '低分有一部分会自然回升。这部分在其他客户身上测量并扣除。',
    times: '时间、人数与成本', dates: '起止', start: '第一天', end: '最后一天', baseline: '之前用于比较的天数', baseline_hint: '各组原来的情况。56 天为八周。', baseline_is: '之前 {{n}} 天', n_min: '每侧所需客户数', n_min_hint: '达到之前不下结论。', cost: '成本', cost_hint: '以贵公司的货币计。', worth: '一个整单位的价值', worth_hint: { mean_experience: '一位客户的体验在 −1 至 1 的尺度上提高 1 时多值多少。', csat: '一位客户变得满意时多值多少。', nps: '一位客户由中立变为推荐者时多值多少。', promise_kept: '对一位客户守约而非失约时多值多少。' },
    save: '保存草稿', save_text: '草稿可以修改。登记后方案冻结。', check_fields: '有些字段需要再检查。',
  },
};
