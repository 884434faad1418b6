using Oversight.Core.Authorisations;
using Oversight.Core.Requests;

namespace Oversight.Core.Tests.Authorisations;

public sealed class StatusListTests
{
    private static readonly DateTimeOffset Start = new(2028, 2, 15, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset End = Start.AddDays(30);

    /// <summary>The draft's own example with two bits: twelve statuses in the bytes c9 44 f9.</summary>
    [Fact]
    public void The_bytes_are_those_of_the_drafts_example()
    {
        int[] statuses = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3];

        var bytes = StatusList.Pack(statuses.Index().Select(status => KeyValuePair.Create(status.Index, (TokenStatus)status.Item)), statuses.Length);

        Assert.Equal("C944F9", Convert.ToHexString(bytes));
        Assert.Equal(statuses, Enumerable.Range(0, statuses.Length).Select(index => (int)StatusList.Read(bytes, index)));
    }

    [Fact]
    public void A_list_holds_all_its_places_and_none_beyond()
    {
        var last = StatusList.Capacity - 1;
        var bytes = StatusList.Pack([KeyValuePair.Create(last, TokenStatus.NotYetBegun)]);
        Assert.Equal(StatusList.Capacity / 4, bytes.Length);
        Assert.Equal(TokenStatus.NotYetBegun, StatusList.Read(bytes, last));
        // What stands for nobody, or whose row somebody took away, gives no leave.
        Assert.Equal(TokenStatus.Invalid, StatusList.Read(bytes, last - 1));
        Assert.Throws<IndexOutOfRangeException>(() => StatusList.Pack([KeyValuePair.Create(StatusList.Capacity, TokenStatus.Invalid)]));
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(131_071, 1, 131_071)]
    [InlineData(131_072, 2, 0)]
    [InlineData(300_000, 3, 37_856)]
    public void A_place_is_one_number_over_all_lists(int number, int list, int index)
    {
        Assert.Equal(new StatusPlace(list, index), StatusPlace.Of(number));
        Assert.Equal(number, new StatusPlace(list, index).Number);
    }

    [Theory]
    [InlineData(AuthorisationState.Pending, -1, AuthorisationState.Pending)]
    [InlineData(AuthorisationState.Pending, 0, AuthorisationState.Active)]
    [InlineData(AuthorisationState.Active, -1, AuthorisationState.Pending)]
    [InlineData(AuthorisationState.Active, 0, AuthorisationState.Active)]
    [InlineData(AuthorisationState.Suspended, -1, AuthorisationState.Suspended)]
    [InlineData(AuthorisationState.Suspended, 0, AuthorisationState.Suspended)]
    [InlineData(AuthorisationState.EndedEarly, 0, AuthorisationState.EndedEarly)]
    public void The_start_counts_to_the_period(AuthorisationState recorded, int milliseconds, AuthorisationState state) =>
        Assert.Equal(state, AuthorisationStanding.At(recorded, Start, End, Start.AddMilliseconds(milliseconds)));

    [Theory]
    [InlineData(AuthorisationState.Pending)]
    [InlineData(AuthorisationState.Active)]
    [InlineData(AuthorisationState.Suspended)]
    public void The_end_does_not_count_to_the_period(AuthorisationState recorded)
    {
        Assert.NotEqual(AuthorisationState.Expired, AuthorisationStanding.At(recorded, Start, End, End.AddMilliseconds(-1)));
        Assert.Equal(AuthorisationState.Expired, AuthorisationStanding.At(recorded, Start, End, End));
    }

    [Fact]
    public void What_ended_stays_ended_and_only_what_is_in_force_is_valid()
    {
        foreach (var ended in new[] { AuthorisationState.Expired, AuthorisationState.EndedEarly, AuthorisationState.Revoked, AuthorisationState.SupersededByExtension })
        {
            Assert.Equal(ended, AuthorisationStanding.At(ended, Start, End, Start));
            Assert.Equal(TokenStatus.Invalid, StatusList.StatusOf(ended));
        }
        Assert.Equal([AuthorisationState.Active], Enum.GetValues<AuthorisationState>().Where(state => StatusList.StatusOf(state) == TokenStatus.Valid));
    }

    [Fact]
    public void It_lasts_until_it_ended_where_that_came_first()
    {
        var authorisation = new Authorisation(1, AuthorisationState.Active, Start, End, ["1"], null, Start);
        Assert.Equal(End, AuthorisationStanding.LastsUntil(authorisation));
        Assert.Equal(Start.AddDays(1), AuthorisationStanding.LastsUntil(authorisation with { EndedAt = Start.AddDays(1) }));
        Assert.Equal(End, AuthorisationStanding.LastsUntil(authorisation with { EndedAt = End.AddSeconds(1) }));
        Assert.Equal(End.AddDays(-1), AuthorisationStanding.LastsUntil(authorisation with { Extension = new("2028-0000-0001", End.AddDays(-1), End.AddDays(30)) }));
    }

    [Fact]
    public void An_instant_before_an_end_or_outside_a_suspension_shows_what_was_then()
    {
        var (from, to, ended) = (Start.AddDays(1), Start.AddDays(2), Start.AddDays(3));
        var authorisation = new Authorisation(1, AuthorisationState.Revoked, Start, End, ["1"], null, Start, ended) { Suspensions = [new(from, to, null, 1)] };
        foreach (var (at, state) in new[]
        {
            (Start.AddMilliseconds(-1), AuthorisationState.Pending), (Start, AuthorisationState.Active), (from, AuthorisationState.Suspended),
            (to.AddMilliseconds(-1), AuthorisationState.Suspended), (to, AuthorisationState.Active), (ended.AddMilliseconds(-1), AuthorisationState.Active),
            (ended, AuthorisationState.Revoked), (End, AuthorisationState.Revoked),
        })
            Assert.Equal(state, AuthorisationStanding.At(authorisation, at));
        var lasting = authorisation with { State = AuthorisationState.Suspended, EndedAt = null, Suspensions = [new(from, null, "a", null)] };
        Assert.Equal(AuthorisationState.Suspended, AuthorisationStanding.At(lasting, End.AddMilliseconds(-1)));
        Assert.Equal(AuthorisationState.Expired, AuthorisationStanding.At(lasting, End));
    }
}
