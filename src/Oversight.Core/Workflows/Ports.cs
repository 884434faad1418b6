namespace Oversight.Core.Workflows;

/// <summary>Names of the ports by which an activity is left; the branch names of a fork are its own.</summary>
public static class Ports
{
#pragma warning disable CS1591 // Each constant says its own name; what it means is said by the activity that has it.
    public const string Done = "Done";
    public const string True = "True";
    public const string False = "False";
    public const string Signed = "Signed";
    public const string Declined = "Declined";
    public const string Lapsed = "Lapsed";
    public const string Passed = "Passed";
    public const string Returned = "Returned";
    public const string Refused = "Refused";
    public const string Resubmitted = "Resubmitted";
    public const string Withdrawn = "Withdrawn";
    public const string Ready = "Ready";
    public const string InformationRequested = "InformationRequested";
    public const string Answered = "Answered";
    public const string Recorded = "Recorded";
    public const string Approved = "Approved";
    public const string PartlyApproved = "PartlyApproved";
    public const string NotCarried = "NotCarried";
    public const string Remanded = "Remanded";
    public const string Expired = "Expired";
    public const string EndedEarly = "EndedEarly";
    public const string Revoked = "Revoked";
    public const string Notified = "Notified";
    public const string ConfirmedProper = "ConfirmedProper";
    public const string NotProper = "NotProper";
#pragma warning restore CS1591

    /// <summary>The one port by which an activity is entered.</summary>
    public const string In = "In";
}
