using System.Diagnostics;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>Status values of the IETF Token Status List as this program uses them; two bits each.</summary>
public enum TokenStatus
{
    /// <summary>In force.</summary>
    Valid = 0,

    /// <summary>Ended, whatever the reason; never taken back. Also what an index nobody has reads as: silence gives no leave.</summary>
    Invalid = 1,

    /// <summary>Suspended; may come back.</summary>
    Suspended = 2,

    /// <summary>Not yet begun: the value left to applications.</summary>
    NotYetBegun = 3,
}

/// <summary>Where an authorisation's status is kept: a place in one of the lists, drawn so that it tells nothing of when or whose it is.</summary>
/// <param name="List">Number of the list, from 1.</param>
/// <param name="Index">Place in the list, from 0.</param>
public readonly record struct StatusPlace(int List, int Index)
{
    /// <summary>The place as one number over all lists, from 0.</summary>
    public int Number => (List - 1) * StatusList.Capacity + Index;

    /// <summary>The inverse of <see cref="Number"/>.</summary>
    public static StatusPlace Of(int number) => new(number / StatusList.Capacity + 1, number % StatusList.Capacity);
}

/// <summary>A status list (draft-ietf-oauth-status-list, section 4): two bits per authorisation, index 0 in the least significant bits of the first byte.</summary>
public static class StatusList
{
    /// <summary>Places of one list.</summary>
    public const int Capacity = 131_072;

    /// <summary>When so many places of a list are taken, the next list begins: beyond it too few draws would hit a free one.</summary>
    public const int FullAt = Capacity / 4 * 3;

    /// <summary>Bits of one status.</summary>
    public const int Bits = 2;

    private const int PerByte = 8 / Bits;

    /// <summary>A byte of places nobody has.</summary>
    private const byte AllInvalid = 0b01_01_01_01;

    /// <summary>The status a verifier is told for a state.</summary>
    public static TokenStatus StatusOf(AuthorisationState state) => state switch
    {
        AuthorisationState.Pending => TokenStatus.NotYetBegun,
        AuthorisationState.Active => TokenStatus.Valid,
        AuthorisationState.Suspended => TokenStatus.Suspended,
        AuthorisationState.Expired or AuthorisationState.EndedEarly or AuthorisationState.Revoked or AuthorisationState.SupersededByExtension => TokenStatus.Invalid,
        _ => throw new UnreachableException(),
    };

    /// <summary>The bytes of a list of <paramref name="capacity"/> places, before compression; an index outside it throws.</summary>
    public static byte[] Pack(IEnumerable<KeyValuePair<int, TokenStatus>> statuses, int capacity = Capacity)
    {
        var bytes = new byte[(capacity + PerByte - 1) / PerByte];
        bytes.AsSpan().Fill(AllInvalid);
        foreach (var (index, status) in statuses)
        {
            ref var held = ref bytes[index / PerByte];
            held = (byte)(held & ~(3 << index % PerByte * Bits) | (int)status << index % PerByte * Bits);
        }
        return bytes;
    }

    /// <summary>The status at an index; an index outside the list throws.</summary>
    public static TokenStatus Read(ReadOnlySpan<byte> bytes, int index) => (TokenStatus)(bytes[index / PerByte] >> index % PerByte * Bits & 3);
}
