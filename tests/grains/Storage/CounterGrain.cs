namespace BirdGrid.Grains.Tests.Storage;

public sealed class CounterGrain([PersistentState("counter")] IPersistentState<TestState> state) : Grain, ICounterGrain, IRemindable
{
    public async Task<int> Increment()
    {
        state.State.Count++;
        await state.WriteStateAsync();
        return state.State.Count;
    }

    public Task<int> Value() => Task.FromResult(state.State.Count);

    public Task Remind(string reminderName) => this.RegisterOrUpdateReminder(reminderName, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    public async Task<string[]> Reminders() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName)];

    public Task Clear() => state.ClearStateAsync();

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
