/**
 * Steps of a tour that take a person at most this many clicks or taps. Typing counts
 * as none: a field that is next in order is reached by the keyboard.
 *
 * @param {number} budget
 * @param {Object[]} steps
 * @returns {Object[]} the steps
 */
export function withinClicks(budget, steps) {
    const clicks = steps.filter((step) => step.run === "click").length;
    if (clicks > budget) {
        throw new Error(`${clicks} clicks where ${budget} are wanted: ${steps[0].content}`);
    }
    return steps;
}
