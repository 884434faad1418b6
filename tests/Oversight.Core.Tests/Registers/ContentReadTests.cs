using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;

namespace Oversight.Core.Tests.Registers;

public sealed class ContentReadTests
{
    private static readonly RequestId Request = RequestId.Of(2028, [1, 2, 3, 4, 5]);

    [Fact]
    public void The_bytes_of_a_reading_are_what_they_always_were() => Books.AssertPinned(
        ReadRegisters.Of(Request), [new ContentRead(ReadKind.Attachment, 31, new string('a', 64), "2")], new Dictionary<string, string>
        {
            ["ContentRead"] = "e36d084b9a5465f340bcb53cca484293b31c4543b750e7b75e9d005ffe90f8a5",
        },
        []);

    [Fact]
    public void Each_request_has_a_register_of_its_own_beside_the_one_of_all()
    {
        Assert.Equal(("reads/all", $"reads/{Request}"), (ReadRegisters.All.Case, ReadRegisters.Of(Request).Case));
        Assert.True(ReadRegisters.IsOne($"reads/{Request}"));
        Assert.False(ReadRegisters.IsOne(Request.Value));
        Assert.False(RequestId.TryParse("reads/all", out _));
    }
}
